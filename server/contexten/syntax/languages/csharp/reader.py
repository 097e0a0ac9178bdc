"""How C#'s definitions and usings are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.declared import Shown, type_before
from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.languages.csharp.locals import BINDING, PASSING
from contexten.syntax.nodes import child_of_type
from contexten.syntax.reader import Found, Reader, base_name, folded, line_of_text, promises_work, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

_THROWS = re.compile(rb"throw\s+new\s+(?:[\w.]*\.)?NotImplemented\w*\b")
_TRIVIAL = re.compile(rb"(?:return\s+)?(?:default(?:\([^()]*\))?!?|null!|string\.Empty)\s*;?")
_TAG = re.compile(r"</?(?:summary|para|remarks|returns|value|c|code|b|i)\b[^<>]*>")
_CREF = re.compile(r"<(?:see|seealso|paramref|typeparamref)\s+(?:cref|name|langword|href)=\"(?:[A-Z]:)?([^\"]*)\"\s*/>")
_NAMES = frozenset({"identifier", "generic_name", "qualified_name", "alias_qualified_name"})
_WITHOUT_NAME = {
    "operator_declaration": "operator",
    "conversion_operator_declaration": "operator",
    "indexer_declaration": "this",
}


class CSharpReader(Reader):
    """C#."""

    identifier_types = ("identifier",)
    ignored_names = frozenset({"var", "nameof", "value", "_"})
    doc_openers = (b"///", b"/**")
    decorator_types = frozenset({"attribute_list"})
    containers = frozenset(
        {
            "compilation_unit",
            "declaration_list",
            "enum_member_declaration_list",
            "block",
            "accessor_list",
            "switch_section",
            "preproc_if",
            "preproc_else",
        }
    )
    binding = BINDING
    looks_before = True
    passing_links = PASSING
    import_types = frozenset({"using_directive"})
    block_types = frozenset(
        {
            "class_declaration",
            "struct_declaration",
            "interface_declaration",
            "record_declaration",
            "enum_declaration",
            "delegate_declaration",
            "namespace_declaration",
            "global_statement",
        }
    )
    call_types = frozenset({"invocation_expression", "object_creation_expression"})
    member_fields = (("expression", "name"),)

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """The name; `operator` and `this` stand for what has none, a namespace is found by its name."""
        if node.type in _NAMES:
            return node
        keyword = _WITHOUT_NAME.get(node.type)
        return node.child_by_field_name("name") if keyword is None else child_of_type(node, keyword)

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """A declaration of several fields is not one definition."""
        declared = child_of_type(wrapper, "variable_declaration")
        children = [] if declared is None else declared.named_children
        return [child for child in children if child.type == "variable_declarator"]

    def read(self, found: Found) -> Definition | None:
        """A namespace is its name alone."""
        read = super().read(found)
        if read is None or found.kind is not SymbolKind.MODULE:
            return read
        name = "".join(read.name.split())
        return msgspec.structs.replace(read, signature=f"namespace {name}", doc="")

    def read_variable(self, found: Found, name: ts.Node) -> Definition:
        """A property has a body; one of several names of a declaration shows the type they share."""
        read = super().read_variable(found, name)
        node, data = found.node, found.data
        header = self.header_start(_declaration(found))
        if node.type == "variable_declarator" and found.outer.id == node.id:
            return msgspec.structs.replace(read, signature=f"{read.type} {read.name}".strip())
        if node.type not in {"property_declaration", "event_declaration"}:
            return read
        accessors = node.child_by_field_name("accessors")
        end = node.end_byte if accessors is None else accessors.end_byte
        written = folded(data[header:end])
        return msgspec.structs.replace(read, signature=written[:200].rstrip(";"), doc=self.doc(found, None))

    # Parts

    def decorators(self, found: Found) -> tuple[str, ...]:
        """The attributes without their brackets."""
        lists = [child for child in _declaration(found).children if child.type == "attribute_list"]
        return tuple(line_of_text(item, found.data).removeprefix("[").removesuffix("]").strip() for item in lists)

    def doc(self, found: Found, body: ts.Node | None) -> str:
        """The text of the documentation without its tags."""
        del body
        shown = _TAG.sub("", _CREF.sub(r"\1", found.doc))
        return "\n".join(line.strip() for line in shown.splitlines() if line.strip())

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """Those in parentheses or brackets; `params` and its type have no node of their own."""
        listed = found.node.child_by_field_name("parameters")
        if listed is None:
            return ()
        read = [
            item for index, child in enumerate(listed.named_children) for item in self.parameter(child, found, index)
        ]
        name = listed.child_by_field_name("name")
        if name is not None:
            declared = line_of_text(listed.child_by_field_name("type"), found.data)
            read.append(Parameter(text(name, found.data), f"params {declared}".strip()))
        return tuple(read)

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """Modifiers and type, a name, and what stands behind `=`."""
        del index
        if node.type != "parameter":
            return []
        data, name = found.data, node.child_by_field_name("name")
        if name is None:
            return []
        written = [
            child for child in node.children if child.type != "attribute_list" and child.end_byte <= name.start_byte
        ]
        kind = folded(data[written[0].start_byte : name.start_byte]) if written else ""
        default = folded(data[name.end_byte : node.end_byte]).removeprefix("=").strip()
        return [Parameter(text(name, data), kind, default)]

    def returns(self, node: ts.Node, data: bytes) -> str:
        """The type before the name; constructors have none."""
        return line_of_text(node.child_by_field_name("returns") or node.child_by_field_name("type"), data)

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """A delegate stands for its result."""
        return line_of_text(node.child_by_field_name("type"), data) if node.type == "delegate_declaration" else ""

    def variable_type(self, found: Found) -> str:
        """The declared type, also where one declaration has several names."""
        node = found.node
        holder = node.parent if node.type == "variable_declarator" else node
        return "" if holder is None else line_of_text(holder.child_by_field_name("type"), found.data)

    def body_node(self, found: Found) -> ts.Node | None:
        """Also what stands behind `=>`; a namespace has none."""
        if found.kind is SymbolKind.MODULE:
            return None
        node = found.node
        found_body = node.child_by_field_name("body") or node.child_by_field_name("accessors")
        return found_body or node.child_by_field_name("value")

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """The expression alone behind `=>`."""
        read = super().body(found, node)
        if read is None or node is None or node.type != "arrow_expression_clause":
            return read
        inside = node.named_children
        return type(read)(inside[0].start_byte, inside[-1].end_byte) if inside else read

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """What stands behind the colon, without type arguments."""
        listed = child_of_type(node, "base_list")
        if listed is None:
            return ()
        found = [child.child_by_field_name("type") or child for child in listed.named_children]
        return tuple(base_name(text(item, data)) for item in found if item.type in _NAMES)

    def exported(self, found: Found, name: str) -> bool:
        """Not private; a member without a word for it is."""
        del name
        words = self.modifiers(_declaration(found), found.data)
        if not words.isdisjoint({"public", "internal", "protected"}):
            return True
        in_class = found.parent is not None and found.parent.kind in {SymbolKind.CLASS, SymbolKind.STRUCT}
        return "private" not in words and not (
            in_class and found.node.type not in {"enum_member_declaration", "parameter"}
        )

    def modifiers(self, node: ts.Node, data: bytes) -> set[str]:
        """The words before a declaration."""
        return {text(child, data) for child in node.children[:12] if child.type == "modifier"}

    def is_async(self, node: ts.Node) -> bool:
        """Whether `async` is among the modifiers."""
        return any(
            child.type == "modifier" and child.child_count and child.children[0].type == "async"
            for child in node.children[:12]
        )

    # Unfinished bodies

    def unfinished(
        self,
        found: Found,
        node: ts.Node | None,
        body: Span | None,
        decorators: tuple[str, ...],
        bases: tuple[str, ...],
    ) -> bool:
        """A declaration of a type may be empty where it has bases or parameters."""
        if found.node.type in {"record_declaration", "indexer_declaration"}:
            return False
        if found.node.type == "class_declaration" and child_of_type(found.node, "base_list") is not None:
            return False
        return super().unfinished(found, node, body, decorators, bases)

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """Empty though a result is declared, a remark alone, or a `throw`."""
        if not len(body):
            return self.returns(found.node, found.data) not in {"", "void"}
        if node.type == "arrow_expression_clause":
            return _THROWS.match(found.data[body.start : body.end]) is not None
        return super().is_stub(found, node, body)

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """A `throw` of what is not implemented, or one that says so."""
        if node.type != "throw_statement":
            return False
        return _THROWS.match(code) is not None or (len(code) < 300 and promises_work(code))

    def is_trivial(self, code: bytes) -> bool:
        """Also `default`."""
        return _TRIVIAL.fullmatch(code) is not None or super().is_trivial(code)

    def bound_before(self, data: bytes, start: int, end: int) -> Shown | None:
        """The type stands before the name."""
        del end
        return type_before(data, start)

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """`new X(…)` is a call of `X`; a name may have type arguments, and `?.` before it."""
        arguments = node.child_by_field_name("arguments")
        called = node.child_by_field_name("function") or node.child_by_field_name("type")
        receiver = None
        if called is not None and called.type == "member_access_expression":
            receiver, called = called.child_by_field_name("expression"), called.child_by_field_name("name")
        elif called is not None and called.type == "conditional_access_expression":
            binding = child_of_type(called, "member_binding_expression")
            receiver = called.child_by_field_name("condition")
            called = None if binding is None else binding.child_by_field_name("name")
        if called is not None and called.type == "qualified_name":
            called = called.child_by_field_name("name")
        if called is not None and called.type == "generic_name":
            called = child_of_type(called, "identifier")
        return (called if called is not None and called.type == "identifier" else None), receiver, arguments

    def argument(self, node: ts.Node, data: bytes) -> tuple[str, str]:
        """`name: value` has a keyword."""
        name = node.child_by_field_name("name")
        value = node.named_children[-1] if node.named_child_count else node
        return text(name, data), line_of_text(value if name is not None else node, data)

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """`using A.B` imports all names of a namespace, `using static A.B` all of a type, `using C = A.B` one."""
        start, end = node.start_byte, node.end_byte
        alias = node.child_by_field_name("name")
        named = [
            child for child in node.named_children if child.type in _NAMES and (alias is None or child.id != alias.id)
        ]
        written = re.sub(r"\s+", "", text(named[0] if named else None, data)).removeprefix("global::")
        if not written:
            return []
        if alias is None:
            return [Import(written, start, end, "*")]
        module, _dot, name = base_name(written).rpartition(".")
        return [Import(module, start, end, name, text(alias, data))]

    def package(self, node: ts.Node, data: bytes) -> str:
        """The dotted name of the file's first namespace."""
        return re.sub(r"\s+", "", text(node, data))

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The comment that opens the file, where it is not that of the first definition."""
        return self.leading_doc(root, data, (b"//", b"/*"))


def _declaration(found: Found) -> ts.Node:
    """The node with modifiers and attributes; one of several fields of a declaration is not wrapped in it."""
    if found.node.type != "variable_declarator" or found.outer.id != found.node.id:
        return found.outer
    parent = found.node.parent
    outer = None if parent is None else parent.parent
    return found.outer if outer is None else outer
