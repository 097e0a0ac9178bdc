"""How Go's definitions and imports are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.declared import LOOK_BEHIND, Shown
from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.languages.go.locals import ASSIGNED, BINDING, is_later
from contexten.syntax.nodes import child_of_type
from contexten.syntax.reader import (
    Found,
    Reader,
    base_name,
    comment_text,
    line_of_text,
    promises_work,
    text,
    trimmed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

_FAILS = re.compile(rb"panic\(|log\.(?:Fatal|Panic)|return\b.*(?:errors\.New|fmt\.Errorf)\(", re.DOTALL)
_MARKER = re.compile(r"^(?:is|_)\w*$")
_SPECS = frozenset({"type_spec", "type_alias", "const_spec", "var_spec"})


class GoReader(Reader):
    """Go."""

    identifier_types = ("identifier", "field_identifier", "type_identifier", "package_identifier")
    ignored_names = frozenset({"_"})
    doc_openers = (b"//", b"/*")
    containers = frozenset(
        {
            "source_file",
            "statement_list",
            "block",
            "field_declaration_list",
            "interface_type",
            "import_spec_list",
        }
    )
    binding = BINDING
    looks_before = True
    import_types = frozenset({"import_declaration"})
    block_types = frozenset({"function_declaration", "method_declaration", "type_declaration"})
    transparent_types = frozenset({"parenthesized_expression"})
    await_types = frozenset()
    member_fields = (("operand", "field"),)

    def name(self, node: ts.Node) -> ts.Node | None:
        """Fields, constants and variables are found by their names."""
        if node.type in {"identifier", "field_identifier"}:
            return node
        return node.child_by_field_name("name")

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """A declaration holds specs, a spec or a field holds names."""
        if wrapper.type.endswith("_declaration") and wrapper.type != "field_declaration":
            lists = [child for child in wrapper.named_children if child.type == "var_spec_list"]
            children = [item for found in lists for item in found.named_children] or wrapper.named_children
            return [child for child in children if child.type in _SPECS]
        return wrapper.children_by_field_name("name")

    # Parts

    def body_node(self, found: Found) -> ts.Node | None:
        """A struct's list of fields, an interface, or a block."""
        declared = found.node.child_by_field_name("type")
        if declared is None or found.kind.is_callable:
            return found.node.child_by_field_name("body")
        if declared.type == "struct_type":
            return child_of_type(declared, "field_declaration_list")
        return declared if declared.type == "interface_type" else None

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """An interface's node starts before its brace."""
        if node is None or node.type != "interface_type":
            return super().body(found, node)
        brace = child_of_type(node, "{")
        if brace is None:
            return None
        return trimmed(found.data, brace.end_byte, max(brace.end_byte, node.end_byte - 1))

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """The receiver comes first."""
        receiver = found.node.child_by_field_name("receiver")
        first = [] if receiver is None else [self._receiver(receiver, found.data)]
        return (*first, *super().parameters(found))

    def _receiver(self, node: ts.Node, data: bytes) -> Parameter:
        declared = child_of_type(node, "parameter_declaration")
        if declared is None:
            return Parameter("", receiver=True)
        name = text(declared.child_by_field_name("name"), data)
        return Parameter(name, line_of_text(declared.child_by_field_name("type"), data), receiver=True)

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """Several names may share one type; a type alone has no name."""
        del index
        data = found.data
        if node.type not in {"parameter_declaration", "variadic_parameter_declaration"}:
            return []
        declared = line_of_text(node.child_by_field_name("type"), data)
        if node.type == "variadic_parameter_declaration":
            declared = f"...{declared}"
        names = node.children_by_field_name("name")
        return [Parameter(text(name, data), declared) for name in names] or [Parameter("", declared)]

    def returns(self, node: ts.Node, data: bytes) -> str:
        """The result, in parentheses where it has several parts."""
        return line_of_text(node.child_by_field_name("result"), data)

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """What a type is defined as, unless it is a struct or an interface."""
        found = None if node.type not in {"type_spec", "type_alias"} else node.child_by_field_name("type")
        if found is None or found.type in {"struct_type", "interface_type"}:
            return ""
        return line_of_text(found, data)

    def variable_type(self, found: Found) -> str:
        """The declared type, or the called function's name."""
        node, data = self._spec(found), found.data
        declared = node.child_by_field_name("type")
        if declared is not None:
            return line_of_text(declared, data)
        value = node.child_by_field_name("value") if len(node.children_by_field_name("name")) == 1 else None
        first = value.named_child(0) if value is not None and value.named_child_count else None
        if first is None or first.type not in {"call_expression", "composite_literal"}:
            return ""
        field = "function" if first.type == "call_expression" else "type"
        return line_of_text(first.child_by_field_name(field), data)[:80]

    def read_variable(self, found: Found, name: ts.Node) -> Definition:
        """One of several names of a declaration shows the type they share."""
        read = super().read_variable(found, name)
        if found.outer.id != found.node.id or not read.type:
            return read
        return msgspec.structs.replace(read, signature=f"{read.name} {read.type}")

    def _spec(self, found: Found) -> ts.Node:
        node = found.outer
        if node.type in {"var_declaration", "const_declaration"}:
            return next(iter(self.inner(node)), node)
        parent = node.parent if node.id == found.node.id else None
        return node if parent is None else parent

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """Also of an interface, whose body starts with its keyword."""
        written = super().signature(found, header, body)
        return f"{written} interface" if found.kind is SymbolKind.INTERFACE else written

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """Embedded structs and interfaces."""
        declared = node.child_by_field_name("type")
        if declared is None:
            return ()
        if declared.type == "interface_type":
            found = [child for child in declared.named_children if child.type == "type_elem"]
            single = [item for item in found if item.named_child_count == 1]
            return tuple(base_name(text(item, data)) for item in single if not text(item, data).startswith("~"))
        fields = child_of_type(declared, "field_declaration_list") if declared.type == "struct_type" else None
        if fields is None:
            return ()
        embedded = [
            child.child_by_field_name("type")
            for child in fields.named_children
            if child.type == "field_declaration" and child.child_by_field_name("name") is None
        ]
        return tuple(base_name(text(item, data).lstrip("*")) for item in embedded if item is not None)

    def owner(self, found: Found) -> str:
        """The receiver's type, without pointer and type arguments."""
        receiver = found.node.child_by_field_name("receiver")
        if receiver is None:
            return ""
        return base_name(self._receiver(receiver, found.data).type.lstrip("*( "))

    def exported(self, found: Found, name: str) -> bool:
        """In upper case."""
        del found
        return name[:1].isupper()

    # Unfinished bodies

    def statements(self, node: ts.Node) -> list[ts.Node]:
        """They stand in a list of their own."""
        listed = child_of_type(node, "statement_list")
        return super().statements(node if listed is None else listed)

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """An empty method that only marks its type is complete."""
        label = text(self.name(found.node), found.data)
        no_result = found.node.child_by_field_name("result") is None
        if found.kind is SymbolKind.METHOD and no_result and not len(body) and _MARKER.match(label):
            return False
        return super().is_stub(found, node, body)

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """`panic`, or an error that says so."""
        del node
        return len(code) < 300 and _FAILS.match(code) is not None and promises_work(code)

    def bound_before(self, data: bytes, start: int, end: int) -> Shown | None:
        """Nothing is known of further results and of the first name of a loop, which is an index."""
        assigned = ASSIGNED.match(data, end)
        if assigned is None or is_later(data, start) == bool(assigned.group("range")):
            return LOOK_BEHIND
        return None

    # Imports and the file

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """One for each path; `.` imports all names, `_` none."""
        listed = child_of_type(node, "import_spec_list")
        specs = (node if listed is None else listed).named_children
        return [_import(spec, data) for spec in specs if spec.type == "import_spec"]

    def preamble_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the package clause."""
        del data
        found = child_of_type(root, "package_clause")
        return -1 if found is None else found.end_byte

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The comment directly before the package clause."""
        texts: list[str] = []
        end = -1
        for child in root.named_children[:200]:
            near = end < 0 or data[end : child.start_byte].count(b"\n") <= 1
            if child.type != "comment":
                return "\n".join(texts) if near and child.type == "package_clause" else ""
            texts = (
                [*texts, comment_text(data[child.start_byte : child.end_byte])]
                if near
                else [comment_text(data[child.start_byte : child.end_byte])]
            )
            end = child.end_byte
        return ""


def _import(spec: ts.Node, data: bytes) -> Import:
    path = text(spec.child_by_field_name("path"), data).strip('"`')
    name = text(spec.child_by_field_name("name"), data)
    if name == ".":
        return Import(path, spec.start_byte, spec.end_byte, "*")
    return Import(path, spec.start_byte, spec.end_byte, "", name)
