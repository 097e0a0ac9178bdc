"""How Swift's definitions and imports are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.languages.swift.locals import BINDING
from contexten.syntax.modified import ModifiedReader
from contexten.syntax.nodes import child_of_type, first_named
from contexten.syntax.reader import Found, base_name, folded, line_of_text, promises_work, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

_STUB = re.compile(rb"fatalError\s*\(\s*\)")
_FAILS = re.compile(rb"(?:fatalError|preconditionFailure|assertionFailure)\s*\(|throw\b")
_KEYWORDS = {"deinit_declaration": "deinit", "subscript_declaration": "subscript"}
_HOLDERS = frozenset({"property_declaration", "protocol_property_declaration", "enum_entry"})
_NOTHING = frozenset({"", "Void", "()"})


class SwiftReader(ModifiedReader):
    """Swift."""

    binding = BINDING
    identifier_types = ("simple_identifier", "type_identifier")
    ignored_names = frozenset({"_", "$0", "$1", "$2", "newValue", "oldValue"})
    comment_types = frozenset({"comment", "multiline_comment"})
    doc_openers = (b"///", b"/**")
    decorator_types = frozenset({"attribute"})
    containers = frozenset({"source_file", "class_body", "protocol_body", "enum_class_body", "statements"})
    import_types = frozenset({"import_declaration"})
    block_types = frozenset(
        {"class_declaration", "protocol_declaration", "function_declaration", "property_declaration"}
    )
    call_types = frozenset({"call_expression", "constructor_expression"})
    await_types = frozenset({"await_expression"})
    transparent_types = frozenset({"await_expression", "try_expression", "tuple_expression", "as_expression"})

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """Properties and cases are found by their names; some declarations have a keyword for one."""
        if node.type == "simple_identifier":
            return node
        keyword = _KEYWORDS.get(node.type)
        return node.child_by_field_name("name") if keyword is None else child_of_type(node, keyword)

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """A declaration of several names is not one definition."""
        names = wrapper.children_by_field_name("name")
        bound = [found for name in names if (found := name.child_by_field_name("bound_identifier")) is not None]
        return bound or [name for name in names if name.type == "simple_identifier"]

    def read_variable(self, found: Found, name: ts.Node) -> Definition:
        """A computed property shows no code; one in an extension belongs to the extended type."""
        owner = self.owner(found)
        read = super().read_variable(found, name)
        kind = SymbolKind.FIELD if owner else read.kind
        return msgspec.structs.replace(read, kind=kind, owner=owner, signature=self._property(found, read.signature))

    def _property(self, found: Found, written: str) -> str:
        node = _declaration(found)
        if node.type == "enum_entry":
            return written if written.startswith("case") else f"case {written}"
        if found.outer.id == found.node.id:
            declared = self.variable_type(found)
            return f"{written}: {declared}" if declared else written
        computed = node.child_by_field_name("computed_value") or child_of_type(node, "willset_didset_block")
        if computed is None:
            return written
        return folded(found.data[self.header_start(node) : computed.start_byte])

    # Parts

    def modified(self, found: Found) -> ts.Node:
        """Of a variable, the declaration around it."""
        return _declaration(found)

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """They and their defaults stand directly in the declaration."""
        data = found.data
        read: list[Parameter] = []
        default = False
        for child in found.node.children:
            if child.type == "parameter":
                read += self.parameter(child, found, len(read))
            elif default and read:
                read[-1] = msgspec.structs.replace(read[-1], default=line_of_text(child, data))
            elif child.type in {"->", "{", "function_body"}:
                break
            default = child.type == "="
        return tuple(read)

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """The inner name; what stands behind the colon."""
        del index
        colon = child_of_type(node, ":")
        declared = "" if colon is None else folded(found.data[colon.end_byte : node.end_byte])
        names = [child for child in node.children_by_field_name("name") if child.type == "simple_identifier"]
        return (Parameter(text(names[0] if names else None, found.data), declared),)

    def returns(self, node: ts.Node, data: bytes) -> str:
        """The type behind the arrow."""
        arrow = child_of_type(node, "->")
        behind = [] if arrow is None else [child for child in node.named_children if child.start_byte >= arrow.end_byte]
        return line_of_text(behind[0] if behind else None, data)

    def body_node(self, found: Found) -> ts.Node | None:
        """A subscript's is that of a property."""
        node = found.node
        return node.child_by_field_name("body") or child_of_type(node, "computed_property")

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """The right side of a `typealias`."""
        if node.type != "typealias_declaration":
            return ""
        equals = child_of_type(node, "=")
        return "" if equals is None else folded(data[equals.end_byte : node.end_byte])

    def variable_type(self, found: Found) -> str:
        """The declared type, or the called name of the value."""
        node, data = _declaration(found), found.data
        if node.type == "enum_entry":
            return "" if found.parent is None else found.parent.name
        declared = child_of_type(node, "type_annotation")
        if declared is not None:
            return line_of_text(declared, data).removeprefix(":").strip()
        value = node.child_by_field_name("value")
        if value is None or value.type not in {"call_expression", "constructor_expression"}:
            return ""
        return line_of_text(first_named(value), data)[:80]

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """What stands behind the colon, without type arguments."""
        listed = [child for child in node.named_children if child.type == "inheritance_specifier"]
        return tuple(base_name(text(item, data)) for item in listed)

    def owner(self, found: Found) -> str:
        """The type that an extension extends, without its path and arguments."""
        return "" if found.owner is None else self.extended(found.owner, found.data)

    def implemented(self, node: ts.Node, data: bytes) -> tuple[str, tuple[str, ...]]:
        """The type and the protocols of `extension Type: Protocol`."""
        return self.extended(node, data), self.bases(node, data)

    def extended(self, node: ts.Node, data: bytes) -> str:
        """The type of an extension, without its path and arguments."""
        return base_name(text(node.child_by_field_name("name"), data)).rsplit(".", 1)[-1]

    def exported(self, found: Found, name: str) -> bool:
        """Not private to its file or type."""
        del name
        modifiers = child_of_type(_declaration(found), "modifiers")
        words = [] if modifiers is None else [text(child, found.data) for child in modifiers.children[:12]]
        return "private" not in words and "fileprivate" not in words

    def is_async(self, node: ts.Node) -> bool:
        """Whether `async` stands behind the parameters."""
        return child_of_type(node, "async") is not None

    # Unfinished bodies

    def unfinished(
        self,
        found: Found,
        node: ts.Node | None,
        body: Span | None,
        decorators: tuple[str, ...],
        bases: tuple[str, ...],
    ) -> bool:
        """A class with bases may be empty, and so may a `deinit` and an `actor`."""
        kind = found.node.type
        if kind in {"deinit_declaration", "subscript_declaration"} or (
            kind == "class_declaration" and bool(self.bases(found.node, found.data))
        ):
            return False
        return super().unfinished(found, node, body, decorators, bases)

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """Empty braces are complete where no result is declared."""
        if not len(body):
            return self.returns(found.node, found.data) not in _NOTHING
        return super().is_stub(found, node, body)

    def statements(self, node: ts.Node) -> list[ts.Node]:
        """They stand in a list of their own."""
        listed = child_of_type(node, "statements")
        return super().statements(node if listed is None else listed)

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """`fatalError()` without a word, or a failure that says so."""
        del node
        if _STUB.match(code):
            return True
        return len(code) < 300 and _FAILS.match(code) is not None and promises_work(code)

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """`X<T>(…)` is a call of `X`."""
        called = first_named(node)
        suffix = child_of_type(node, "call_suffix") or child_of_type(node, "constructor_suffix")
        arguments = None if suffix is None else child_of_type(suffix, "value_arguments")
        if called is not None and called.type == "user_type":
            called = child_of_type(called, "type_identifier")
        if called is None or called.type in self.identifier_types:
            return called, None, arguments
        behind = called.child_by_field_name("suffix")
        name = None if behind is None else behind.child_by_field_name("suffix")
        if name is None or name.type != "simple_identifier":
            return None, None, arguments
        return name, called.child_by_field_name("target"), arguments

    def argument(self, node: ts.Node, data: bytes) -> tuple[str, str]:
        """`label: value` has a keyword."""
        return (
            text(node.child_by_field_name("name"), data),
            line_of_text(node.child_by_field_name("value") or node, data),
        )

    def returns_value(self, parent: ts.Node, above: Sequence[ts.Node], value: ts.Node) -> bool:
        """Behind `return`, or alone in a function."""
        if parent.type == "control_transfer_statement":
            return child_of_type(parent, "return") is not None
        alone = parent.type == "statements" and parent.named_child_count == 1 and value.parent is not None
        return alone and len(above) > 1 and above[-2].type == "function_body"

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """`import A` imports all names of a module, `import struct A.B` one."""
        start, end = node.start_byte, node.end_byte
        written = "".join(text(child_of_type(node, "identifier"), data).split())
        module, _dot, name = written.rpartition(".")
        kinds = [child for child in node.children if not child.is_named and child.type != "import"]
        if kinds and module:
            return [Import(module, start, end, name)]
        return [Import(written, start, end, "*")] if written else []

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The comment that opens the file, where it is not that of the first definition."""
        return self.leading_doc(root, data, (b"//", b"/*"))


def _declaration(found: Found) -> ts.Node:
    """The node with modifiers and type; one of several names of a declaration is not wrapped in it."""
    node: ts.Node | None = found.node
    if found.node.type != "simple_identifier" or found.outer.id != found.node.id:
        return found.outer
    for _ in range(3):
        node = None if node is None else node.parent
        if node is not None and node.type in _HOLDERS:
            return node
    return found.outer
