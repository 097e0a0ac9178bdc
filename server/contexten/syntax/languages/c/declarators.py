"""How C's declarators are read: the name inside of them, and the type that they make around it.

A declarator wraps the name it declares in what must be done to it to get the type (`*(*name)(int)`), so a name is
found by going inwards. All ways inwards are loops: text can nest declarators as deep as it likes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.syntax.nodes import child_of_type
from contexten.syntax.reader import Found, Reader, folded, line_of_text, text

if TYPE_CHECKING:
    import tree_sitter as ts

_NAMES = frozenset({"identifier", "field_identifier", "type_identifier"})
_WRAPPING = frozenset({"declaration", "field_declaration", "type_definition"})
SPECIFIERS = frozenset({"struct_specifier", "union_specifier", "enum_specifier", "class_specifier"})
_SPACE_AT_MARK = re.compile(r"\s+(?=[\])\[,;])")

MAX_DECLARATORS = 50
"""A name that is wrapped in more declarators is not looked for."""


class DeclaratorReader(Reader):
    """What C and its kin share: names and types in declarators."""

    # Names

    def name(self, node: ts.Node) -> ts.Node | None:
        """The name inside the declarators, or the name of a type or macro."""
        kind = node.type
        if kind in _NAMES:
            return node
        if kind in {"type_definition", "function_definition"}:
            inside = node.child_by_field_name("declarator")
            return None if inside is None else self.declared(inside)[0]
        stated = node.child_by_field_name("name")
        return self.bare(stated) if stated is not None else self.declared(node)[0]

    def bare(self, node: ts.Node) -> ts.Node | None:
        """The last part of a name as written."""
        return node

    def declared(self, node: ts.Node) -> tuple[ts.Node | None, list[ts.Node]]:
        """The name inside a declarator, None where there is none, and the declarators around it, outermost first."""
        around: list[ts.Node] = []
        current: ts.Node | None = node
        while current is not None and len(around) < MAX_DECLARATORS:
            if current.type in _NAMES:
                return current, around
            around.append(current)
            current = self.inwards(current)
        return None, around

    def inwards(self, node: ts.Node) -> ts.Node | None:
        """The next declarator on the way to the name."""
        inside = node.child_by_field_name("declarator")
        if inside is not None or not node.type.endswith("_declarator"):
            return inside
        named = [child for child in node.named_children[:4] if child.type not in {"comment", "ms_call_modifier"}]
        return named[-1] if named else None

    def function_declarator(self, node: ts.Node) -> ts.Node | None:
        """The declarator of the function that `node` declares; None where it declares something else.

        `int (*f)(int)` declares a pointer: what stands next to the name decides.
        """
        inside = node.child_by_field_name("declarator") if node.type == "function_definition" else node
        around = [] if inside is None else self.declared(inside)[1]
        next_to = [item for item in around if item.type not in {"parenthesized_declarator", "qualified_identifier"}]
        return next_to[-1] if next_to and next_to[-1].type == "function_declarator" else None

    def declaration(self, found: Found) -> ts.Node | None:
        """The declaration that a declarator stands in."""
        if found.node.type in _WRAPPING or found.node.type == "function_definition":
            return found.node
        parent = found.node.parent
        return parent if parent is not None and parent.type in _WRAPPING else None

    def specifier(self, found: Found) -> ts.Node | None:
        """The type that a declaration starts with."""
        declaration = self.declaration(found)
        return None if declaration is None else declaration.child_by_field_name("type")

    def is_first(self, found: Found) -> bool:
        """Whether the declarator is the first of its declaration."""
        declaration = self.declaration(found)
        first = None if declaration is None else declaration.child_by_field_name("declarator")
        return first is not None and first.id == found.node.id

    # Types

    def returns(self, node: ts.Node, data: bytes) -> str:
        """The type before the name with the pointer marks between; a trailing one counts more."""
        declarator = self.function_declarator(node)
        trailing = None if declarator is None else child_of_type(declarator, "trailing_return_type")
        if trailing is not None:
            return line_of_text(trailing, data).removeprefix("->").strip()
        declaration = node if node.type == "function_definition" else node.parent
        return "" if declaration is None else self.written_type(declaration, node, data)

    def written_type(self, declaration: ts.Node, node: ts.Node, data: bytes) -> str:
        """Qualifiers, type and marks; without storage class, attributes and the body of a type."""
        kind = declaration.child_by_field_name("type")
        if kind is None:
            return ""
        words = [text(item, data) for item in declaration.children[:8] if item.type == "type_qualifier"]
        body = kind.child_by_field_name("body") if kind.type in SPECIFIERS else None
        words.append(folded(data[kind.start_byte : kind.end_byte if body is None else body.start_byte]))
        inside = declaration.child_by_field_name("declarator") if node.type == "function_definition" else node
        around = [] if inside is None else self.declared(inside)[1]
        if any(item.type == "function_declarator" for item in around) and self.function_declarator(node) is None:
            name = None if inside is None else self.declared(inside)[0]
            words.append("" if inside is None else self.type_around(inside, name, data))
            around = []
        marks = "".join(_mark(item, data) for item in around)
        kept = [word for word in words if word not in {"constexpr", "constinit", "consteval"}]
        return " ".join([*kept, marks]).strip()

    def type_around(self, node: ts.Node, name: ts.Node | None, data: bytes) -> str:
        """A declaration without the name it declares and without its value."""
        default = node.child_by_field_name("default_value")
        end = node.end_byte if default is None else default.start_byte
        if name is None:
            written = folded(data[node.start_byte : end])
        else:
            written = folded(data[node.start_byte : name.start_byte] + b" " + data[name.end_byte : end])
        return _SPACE_AT_MARK.sub("", written.rstrip("= "))

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """What a typedef stands for."""
        if (
            node.type == "type_definition"
            or node.type in SPECIFIERS
            or node.parent is None
            or node.parent.type != "type_definition"
        ):
            return ""
        return self.written_type(node.parent, node, data)

    def variable_type(self, found: Found) -> str:
        """The declared type."""
        declaration = self.declaration(found)
        return "" if declaration is None else self.written_type(declaration, found.node, found.data)[:80]


def _mark(node: ts.Node, data: bytes) -> str:
    if node.type == "pointer_declarator":
        return "*"
    if node.type == "reference_declarator":
        return "&&" if data.startswith(b"&&", node.start_byte) else "&"
    return ""
