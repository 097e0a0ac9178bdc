"""How Java's definitions and imports are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.syntax.declared import Shown, type_before
from contexten.syntax.facts import Import, Parameter
from contexten.syntax.languages.java.locals import BINDING
from contexten.syntax.modified import ModifiedReader
from contexten.syntax.nodes import child_of_type
from contexten.syntax.reader import Found, base_name, line_of_text, promises_work, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

_THROWS = re.compile(rb"throw\s+new\s+(?:[\w.]*\.)?(?:UnsupportedOperation|NotImplemented|NotSupported)\w*\b")
_TYPES = frozenset({"type_identifier", "generic_type", "scoped_type_identifier"})


class JavaReader(ModifiedReader):
    """Java."""

    identifier_types = ("identifier", "type_identifier")
    comment_types = frozenset({"line_comment", "block_comment"})
    decorator_types = frozenset({"annotation", "marker_annotation"})
    containers = frozenset(
        {
            "program",
            "block",
            "class_body",
            "interface_body",
            "annotation_type_body",
            "enum_body",
            "enum_body_declarations",
            "constructor_body",
            "switch_block_statement_group",
        }
    )
    binding = BINDING
    looks_before = True
    import_types = frozenset({"import_declaration"})
    block_types = frozenset(
        {
            "class_declaration",
            "interface_declaration",
            "enum_declaration",
            "record_declaration",
            "annotation_type_declaration",
        }
    )
    call_types = frozenset({"method_invocation", "object_creation_expression"})
    transparent_types = frozenset({"parenthesized_expression", "cast_expression"})

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """A declaration of several fields is not one definition."""
        return wrapper.children_by_field_name("declarator")

    # Parts

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """A type and a name; the last may take several values."""
        del index
        data = found.data
        if node.type == "formal_parameter":
            declared = line_of_text(node.child_by_field_name("type"), data)
            return [Parameter(text(node.child_by_field_name("name"), data), declared)]
        if node.type != "spread_parameter":
            return []
        declarator = child_of_type(node, "variable_declarator")
        name = None if declarator is None else declarator.child_by_field_name("name")
        declared = next((item for item in node.named_children if item.type != "modifiers"), None)
        return [Parameter(text(name, data), f"{line_of_text(declared, data)}...")]

    def returns(self, node: ts.Node, data: bytes) -> str:
        """The type before the name; constructors have none."""
        return line_of_text(node.child_by_field_name("type"), data)

    def variable_type(self, found: Found) -> str:
        """The declared type, also where one declaration has several names."""
        return line_of_text(_declaration(found).child_by_field_name("type"), found.data)

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """What stands behind `extends` and `implements`, without type arguments."""
        found: list[ts.Node] = []
        for child in node.named_children:
            if child.type == "superclass":
                found += child.named_children
            elif child.type in {"super_interfaces", "extends_interfaces"}:
                found += [item for part in child.named_children for item in part.named_children]
        return tuple(base_name(text(item, data)) for item in found if item.type in _TYPES)

    def exported(self, found: Found, name: str) -> bool:
        """Not private."""
        del name
        modifiers = child_of_type(_declaration(found), "modifiers")
        return modifiers is None or child_of_type(modifiers, "private") is None

    def unfinished(
        self,
        found: Found,
        node: ts.Node | None,
        body: Span | None,
        decorators: tuple[str, ...],
        bases: tuple[str, ...],
    ) -> bool:
        """A record may be empty, and a constructor without parameters."""
        kind = found.node.type
        if kind in {"record_declaration", "compact_constructor_declaration"}:
            return False
        if kind == "constructor_declaration" and body is not None and not len(body) and not self.parameters(found):
            return False
        return super().unfinished(found, node, body, decorators, bases)

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """A `throw` of an unsupported operation, or one that says so."""
        if node.type != "throw_statement":
            return False
        return _THROWS.match(code) is not None or (len(code) < 300 and promises_work(code))

    def bound_before(self, data: bytes, start: int, end: int) -> Shown | None:
        """The type stands before the name."""
        del end
        return type_before(data, start)

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """`new X(…)` is a call of `X`."""
        arguments = node.child_by_field_name("arguments")
        if node.type == "method_invocation":
            return node.child_by_field_name("name"), node.child_by_field_name("object"), arguments
        created = node.child_by_field_name("type")
        if created is not None and created.type == "generic_type":
            created = created.named_child(0)
        return created, None, arguments

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """`import a.b.C` has the module `a.b` and the name `C`."""
        start, end = node.start_byte, node.end_byte
        named = next((item for item in node.named_children if item.type in {"scoped_identifier", "identifier"}), None)
        written = re.sub(r"\s+", "", text(named, data))
        if child_of_type(node, "asterisk") is not None:
            return [Import(written, start, end, "*")]
        module, _dot, name = written.rpartition(".")
        return [Import(module, start, end, name)] if module else [Import(name, start, end)]

    def package(self, node: ts.Node, data: bytes) -> str:
        """The dotted name."""
        return re.sub(r"\s+", "", text(node, data))

    def preamble_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the package declaration."""
        del data
        found = child_of_type(root, "package_declaration")
        return -1 if found is None else found.end_byte


def _declaration(found: Found) -> ts.Node:
    """The node with modifiers and type; one of several fields of a declaration is not wrapped in it."""
    parent = found.node.parent if found.node.type == "variable_declarator" else None
    return found.outer if parent is None else parent
