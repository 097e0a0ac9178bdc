"""How SQL's tables, views, types and functions are read: a table is a type, its columns are the members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, Parameter, SymbolKind
from contexten.syntax.languages.lua.reader import unmarked
from contexten.syntax.nodes import child_of_type
from contexten.syntax.reader import CALLABLES, Found, Reader, folded, line_of_text, text, trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

_BODIES = frozenset({"function_body", "procedure_body"})


class SqlReader(Reader):
    """SQL in the dialects that the grammar knows, PostgreSQL's first."""

    comment_types = frozenset({"comment", "marginalia"})
    doc_openers = (b"--", b"/*")
    containers = frozenset({"program", "column_definitions", "block", "function_body", "procedure_body"})
    call_types = frozenset({"invocation"})
    await_types = frozenset()
    transparent_types = frozenset({"parenthesized_expression"})
    return_types = frozenset()

    def name(self, node: ts.Node) -> ts.Node | None:
        """The name without its schema; an index has it in a field of its own."""
        if node.type == "create_index":
            return node.child_by_field_name("column")
        if node.type == "add_column":
            node = child_of_type(node, "column_definition") or node
        if node.type == "column_definition":
            return node.child_by_field_name("name")
        reference = child_of_type(node, "object_reference")
        return None if reference is None else reference.child_by_field_name("name")

    def read(self, found: Found) -> Definition | None:
        """An enumeration is told from other types by its word; a comment has dashes."""
        found.doc = unmarked(found.doc)
        if found.node.type == "create_type" and child_of_type(found.node, "enum_elements") is not None:
            found.kind = SymbolKind.ENUM
        read = super().read(found)
        if read is None or found.node.type != "add_column":
            return read
        return msgspec.structs.replace(read, owner=self._altered(found.node, found.data))

    def _altered(self, node: ts.Node, data: bytes) -> str:
        """The table that a column is added to."""
        above = node.parent
        reference = None if above is None else child_of_type(above, "object_reference")
        return "" if reference is None else text(reference.child_by_field_name("name"), data)

    # Parts

    def body_node(self, found: Found) -> ts.Node | None:
        """A table's columns, a view's query, what a function does."""
        kinds = _BODIES if found.kind in CALLABLES else {"column_definitions", "create_query", "enum_elements"}
        return next((child for child in found.node.named_children if child.type in kinds), None)

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """Without the parentheses around columns and the quotes around a function."""
        if node is None:
            return None
        data, start, end = found.data, node.start_byte, node.end_byte
        if node.type in _BODIES:
            quotes = [child for child in node.children if child.type == "dollar_quote"]
            return trimmed(data, quotes[0].end_byte, quotes[-1].start_byte) if len(quotes) > 1 else None
        if data[start : start + 1] == b"(" and data[end - 1 : end] == b")":
            return trimmed(data, start + 1, end - 1)
        return trimmed(data, start, end)

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """Without the body and the words before its quotes."""
        written = super().signature(found, header, body)
        words = written.split(" ")
        return " ".join(words[:-1]) if words[-1].upper() == "AS" else written

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """Those in parentheses."""
        listed = child_of_type(found.node, "function_arguments")
        nodes = [] if listed is None else listed.named_children
        return tuple(item for index, node in enumerate(nodes) for item in self.parameter(node, found, index))

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """A name, a type, a default."""
        del index
        if node.type != "function_argument":
            return []
        data, name = found.data, child_of_type(node, "identifier")
        default = child_of_type(node, "keyword_default")
        end = node.end_byte if default is None else default.start_byte
        start = node.start_byte if name is None else name.end_byte
        value = "" if default is None else folded(data[default.end_byte : node.end_byte])
        return [Parameter(text(name, data), folded(data[start:end]), value)]

    def returns(self, node: ts.Node, data: bytes) -> str:
        """What stands behind `RETURNS`."""
        word = child_of_type(node, "keyword_returns")
        rest = [] if word is None else [child for child in node.children if child.start_byte >= word.end_byte]
        last = next((child for child in rest if child.type.startswith("function_")), None)
        if word is None:
            return ""
        return folded(data[word.end_byte : node.end_byte if last is None else last.start_byte], 200)

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """The values of an enumeration."""
        return line_of_text(child_of_type(node, "enum_elements"), data)

    def variable_type(self, found: Found) -> str:
        """The type of a column."""
        node = found.node
        column = child_of_type(node, "column_definition") if node.type == "add_column" else node
        return "" if column is None else line_of_text(column.child_by_field_name("type"), found.data)

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """Never."""
        del found, node, bases
        return False

    def statements(self, node: ts.Node) -> list[ts.Node]:
        """Without the words and quotes around them."""
        found = super().statements(node)
        return [item for item in found if not item.type.startswith("keyword_") and item.type != "dollar_quote"]

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """The name without its schema."""
        reference = child_of_type(node, "object_reference")
        return (None if reference is None else reference.child_by_field_name("name")), None, node

    def arguments(self, node: ts.Node | None, data: bytes) -> tuple[tuple[str, str], ...]:
        """What stands in parentheses."""
        given = [] if node is None else node.children_by_field_name("parameter")
        return tuple(("", line_of_text(item, data)) for item in given)

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The first comment, where it is not that of the first definition."""
        return unmarked(self.leading_doc(root, data, (b"--",)))
