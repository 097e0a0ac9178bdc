"""How PHP's definitions and imports are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.nodes import child_of_type, first_named
from contexten.syntax.reader import CALLABLES, MAX_STUB, Found, Reader, folded, line_of_text, promises_work, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

_THROWS = re.compile(rb"throw\s+new\s+\\?(?:[\w\\]*\\)?NotImplemented\w*")
_INCLUDES = frozenset(
    {"require_expression", "require_once_expression", "include_expression", "include_once_expression"}
)
_PARAMETERS = frozenset({"simple_parameter", "variadic_parameter", "property_promotion_parameter"})
_NAMES = frozenset({"name", "qualified_name"})
_VAR = re.compile(r"@var\s+(\S+)")
_PARAM = re.compile(r"@param\s+(\S+)\s+(?:&|\.\.\.)*(\$\w+)")
_RETURN = re.compile(r"@return\s+(\S+)")
_TAG = re.compile(r"^@(?:inheritdoc|psalm|phpstan).*$\n?", re.MULTILINE)


class PhpReader(Reader):
    """PHP."""

    identifier_types = ("name",)
    ignored_names = frozenset({"this", "__DIR__", "__FILE__", "__CLASS__", "__NAMESPACE__", "__FUNCTION__", "__LINE__"})
    doc_openers = (b"/**", b"//", b"#", b"/*")
    decorator_types = frozenset({"attribute_list"})
    containers = frozenset(
        {"program", "compound_statement", "declaration_list", "enum_declaration_list", "case_statement"}
    )
    import_types = frozenset({"namespace_use_declaration"})
    block_types = frozenset(
        {
            "class_declaration",
            "interface_declaration",
            "trait_declaration",
            "enum_declaration",
            "function_definition",
        }
    )
    call_types = frozenset(
        {
            "function_call_expression",
            "member_call_expression",
            "nullsafe_member_call_expression",
            "scoped_call_expression",
            "object_creation_expression",
        }
    )
    await_types = frozenset()
    transparent_types = frozenset({"parenthesized_expression"})

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """Of a variable or property without its `$`; a constant's has no field."""
        if node.type == "namespace_name":
            return node
        if node.type == "const_element":
            return child_of_type(node, "name")
        if node.type == "expression_statement":
            value = child_of_type(node, "assignment_expression")
            found = None if value is None else value.child_by_field_name("left")
        else:
            found = node.child_by_field_name("name")
        if found is not None and found.type == "by_ref":
            found = child_of_type(found, "variable_name")
        return child_of_type(found, "name") if found is not None and found.type == "variable_name" else found

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """The properties or constants of one declaration."""
        return [child for child in wrapper.named_children if child.type in {"property_element", "const_element"}]

    def read(self, found: Found) -> Definition | None:
        """A namespace is its name alone."""
        read = super().read(found)
        if read is None or found.kind is not SymbolKind.MODULE:
            return read
        return msgspec.structs.replace(read, signature=f"namespace {read.name}", doc="")

    def read_block(self, found: Found, name: ts.Node) -> Definition:
        """Where the code states no type of the result, the doc comment may."""
        read = super().read_block(found, name)
        stated = _RETURN.search(found.doc) if found.kind in CALLABLES and not read.returns else None
        return read if stated is None else msgspec.structs.replace(read, returns=stated.group(1))

    def read_variable(self, found: Found, name: ts.Node) -> Definition:
        """One of several names of a declaration shows the words before all of them."""
        read = super().read_variable(found, name)
        if found.node.type not in {"property_element", "const_element"} or found.outer.id != found.node.id:
            return read
        declared = _declaration(found)
        written = folded(found.data[self.header_start(declared) : declared.end_byte], 200).rstrip(";,")
        return msgspec.structs.replace(read, signature=written)

    # Parts

    def header_start(self, outer: ts.Node) -> int:
        """Behind the attributes."""
        for child in outer.children:
            if child.type not in self.decorator_types:
                return child.start_byte
        return outer.start_byte

    def decorators(self, found: Found) -> tuple[str, ...]:
        """The attributes without their brackets."""
        lists = [child for child in _declaration(found).children[:2] if child.type == "attribute_list"]
        groups = [group for item in lists for group in item.named_children]
        return tuple(line_of_text(item, found.data).removeprefix("#[").removesuffix("]").strip() for item in groups)

    def body_node(self, found: Found) -> ts.Node | None:
        """A namespace has none."""
        return None if found.kind is SymbolKind.MODULE else super().body_node(found)

    def doc(self, found: Found, body: ts.Node | None) -> str:
        """Without tags for tools."""
        del body
        return _TAG.sub("", found.doc).strip()

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """Types that the code does not state come from the doc comment."""
        read = super().parameters(found)
        if all(item.type for item in read) or "@param" not in found.doc:
            return read
        types = {name: kind for kind, name in _PARAM.findall(found.doc)}
        return tuple(
            item if item.type else msgspec.structs.replace(item, type=types.get(item.name.lstrip("&."), ""))
            for item in read
        )

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """With `$`, and `&` and `...` where they stand."""
        del index
        data, name = found.data, node.child_by_field_name("name")
        if node.type not in _PARAMETERS or name is None:
            return []
        declared = node.child_by_field_name("type")
        before = data[name.start_byte - 4 : name.start_byte].rpartition(b" ")[2].rpartition(b"(")[2]
        marks = "".join(mark for mark in ("&", "...") if mark.encode() in before)
        default = line_of_text(node.child_by_field_name("default_value"), data)
        return [Parameter(marks + line_of_text(name, data), line_of_text(declared, data), default)]

    def variable_type(self, found: Found) -> str:
        """The declared type, that of the doc comment, or the class of `new X`."""
        node, data = found.node, found.data
        declared = node.child_by_field_name("type") or _declaration(found).child_by_field_name("type")
        if declared is not None:
            return line_of_text(declared, data)
        stated = _VAR.search(found.doc)
        if stated is not None:
            return stated.group(1)
        value = node.child_by_field_name("default_value") or child_of_type(node, "assignment_expression")
        right = None if value is None else value.child_by_field_name("right")
        if right is None or right.type != "object_creation_expression":
            return ""
        made = next((child for child in right.named_children if child.type in _NAMES), None)
        return text(made, data).lstrip("\\")

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """What it extends and implements, and the traits it uses."""
        clauses = [child for child in node.named_children if child.type in {"base_clause", "class_interface_clause"}]
        body = node.child_by_field_name("body")
        clauses += [child for child in ([] if body is None else body.named_children) if child.type == "use_declaration"]
        names = [item for clause in clauses for item in clause.named_children if item.type in _NAMES]
        return tuple(dict.fromkeys(_dotted(text(item, data)) for item in names))

    def exported(self, found: Found, name: str) -> bool:
        """Not private."""
        del name
        words = [text(child, found.data) for child in _declaration(found).named_children[:6]]
        return "private" not in words

    def is_async(self, node: ts.Node) -> bool:
        """Never: PHP has no word for it."""
        del node
        return False

    # Unfinished bodies

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """A class may be empty where it has bases."""
        has_bases = bool(found.node.child_by_field_name("base_clause")) or any(
            child.type in {"base_clause", "class_interface_clause"} for child in found.node.named_children
        )
        return not has_bases and super().unfinished_type(found, node, bases)

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """An empty constructor that only declares properties is complete."""
        if not len(body) and text(self.name(found.node), found.data) == "__construct":
            return False
        return super().is_stub(found, node, body)

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """A `throw` of what is not implemented, or one that says so."""
        del node
        if not code.startswith(b"throw"):
            return False
        return _THROWS.match(code) is not None or (len(code) < 300 and promises_work(code))

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """`new X(…)` is a call of `X`."""
        if node.type == "object_creation_expression":
            made = next((child for child in node.named_children if child.type in _NAMES), None)
            return _last_name(made), None, child_of_type(node, "arguments")
        given = node.child_by_field_name("arguments")
        name = _last_name(node.child_by_field_name("function") or node.child_by_field_name("name"))
        return name, node.child_by_field_name("object") or node.child_by_field_name("scope"), given

    def argument(self, node: ts.Node, data: bytes) -> tuple[str, str]:
        """`name: value` has a keyword."""
        name = node.child_by_field_name("name")
        if name is None or not node.named_child_count:
            return "", line_of_text(node, data)
        return text(name, data), line_of_text(node.named_children[-1], data)

    def returns_value(self, parent: ts.Node, above: Sequence[ts.Node], value: ts.Node) -> bool:
        """Also the expression of an arrow function."""
        if parent.type == "arrow_function":
            body = parent.child_by_field_name("body")
            return body is not None and body.id == value.id
        return super().returns_value(parent, above, value)

    # Imports and the file

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        r"""`use A\\B` binds `B`; an included file makes all its names known."""
        start, end = node.start_byte, node.end_byte
        if node.type == "expression_statement":
            path = _included(node, data)
            return [Import(path, start, end, "*")] if path else []
        group = child_of_type(node, "namespace_use_group")
        prefix = text(child_of_type(node, "namespace_name"), data) if group is not None else ""
        clauses = (node if group is None else group).named_children
        return [
            item
            for clause in clauses
            if clause.type in {"namespace_use_clause", "namespace_use_group_clause"}
            for item in [_use(clause, prefix, data, start, end)]
            if item.name
        ]

    def preamble_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the namespace, `declare` or the opening tag."""
        del data
        end = -1
        for child in root.named_children[:MAX_STUB]:
            declares = child.type in {"php_tag", "declare_statement"}
            named = child.type == "namespace_definition" and child.child_by_field_name("body") is None
            if declares or named:
                end = child.end_byte
            elif child.type != "comment":
                break
        return end

    def package(self, node: ts.Node, data: bytes) -> str:
        """With dots, as a namespace is named elsewhere in the index."""
        return _dotted(text(node, data))

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The comment behind the opening tag, where it is not that of the first definition."""
        del root
        found = _FILE_DOC.match(data)
        return "" if found is None else _plain(found.group(1))


_FILE_DOC = re.compile(rb"<\?php\s+/\*\*(.*?)\*/[ \t]*(?:\r?\n){2}", re.DOTALL)


def _plain(raw: bytes) -> str:
    lines = str(raw, "utf-8", "replace").splitlines()
    return "\n".join(line.strip().lstrip("*").strip() for line in lines).strip()


def _dotted(name: str) -> str:
    return name.strip().lstrip("\\").replace("\\", ".")


def _last_name(node: ts.Node | None) -> ts.Node | None:
    if node is not None and node.type == "qualified_name":
        return node.named_children[-1] if node.named_child_count else None
    return node if node is not None and node.type == "name" else None


def _declaration(found: Found) -> ts.Node:
    """The node with modifiers and type; one of several properties of a declaration is not wrapped in it."""
    if found.node.type not in {"property_element", "const_element"} or found.outer.id != found.node.id:
        return found.outer
    parent = found.node.parent
    return found.outer if parent is None else parent


def _use(clause: ts.Node, prefix: str, data: bytes, start: int, end: int) -> Import:
    alias = clause.child_by_field_name("alias")
    named = next((child for child in clause.named_children if child.type in _NAMES), None)
    whole = "\\".join(part for part in (prefix, text(named, data).lstrip("\\")) if part)
    module, _slash, name = whole.rpartition("\\")
    return Import(module, start, end, name, text(alias, data))


def _included(statement: ts.Node, data: bytes) -> str:
    """The path as written in an `include`, without the folder of the file itself before it."""
    inner = first_named(statement)
    value = first_named(inner) if inner is not None and inner.type in _INCLUDES else None
    while value is not None and value.type == "parenthesized_expression":
        value = first_named(value)
    if value is not None and value.type == "binary_expression":
        left = text(value.child_by_field_name("left"), data)
        value = value.child_by_field_name("right") if left in {"__DIR__", "dirname(__FILE__)"} else None
    if value is None or value.type not in {"string", "encapsed_string"}:
        return ""
    return text(child_of_type(value, "string_content"), data).lstrip("/")
