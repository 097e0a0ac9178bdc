"""How Lua's definitions and requires are read.

Lua has tables where others have classes and modules: a table that functions are put into, or that the file returns,
counts as a class, and those functions as its methods. Types are taken from the annotations of LuaLS.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, Export, Import, Parameter, SymbolKind
from contexten.syntax.nodes import child_of_type, first_named
from contexten.syntax.reader import CALLABLES, Found, inside_braces, line_of_text, promises_work, text
from contexten.syntax.worded import WordedReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

_OWNER = re.compile(
    rb"^[ \t]*(?:function[ \t]+([A-Za-z_]\w*)(?:\.\w+)*[.:]\w+|([A-Za-z_]\w*)\.\w+[ \t]*=[ \t]*function\b)",
    re.MULTILINE,
)
_RETURNED = re.compile(rb"^return[ \t]+(?:setmetatable\([ \t]*)?([A-Za-z_]\w*)[ \t]*[;,]?[^.:(\n]*$", re.MULTILINE)
_BASE = re.compile(
    r"(?:.*?\b__index\s*=\s*|(?=[\w.]+[:.](?:extend|subclass|derive)\b)|class\([^()]*?,\s*)([A-Za-z_][\w.]*?)"
    r"(?:[:.](?:extend|subclass|derive)\b|[\s,)}]|$)",
    re.DOTALL,
)
_MADE = re.compile(r"([A-Za-z_][\w.]*?)[.:]new\(")
_MARK = re.compile(r"^[ \t]*-{2,3}(?: (?!@))?", re.MULTILINE)
"""LDoc's tags stand behind a space and keep it; those of LuaLS stand directly behind the dashes and hold types."""
_LONG = re.compile(r"^--\[(=*)\[(.*?)\]\1\]\s*$", re.DOTALL)
_PARAM = re.compile(r"^@param\s+([\w.]+)\??\s+(\S+(?:\s*\|\s*\S+)*)", re.MULTILINE)
_RETURN = re.compile(r"^@return\s+(\S+(?:\s*[|,]\s*\S+)*)", re.MULTILINE)
_LDOC_PARAM = re.compile(r"^ ?@tparam(?:\[[^\]]*\])?\s+(\S+)\s+(\w+)", re.MULTILINE)
_LDOC_RETURN = re.compile(r"^ ?@treturn(?:\[[^\]]*\])?\s+(\S+)", re.MULTILINE)
_TYPE = re.compile(r"^@type\s+(\S+)", re.MULTILINE)
_AFTER_MARK = re.compile(rb"#![^\n]*\n\s*((?:--[^\n]*\n)+)\s*\n")
_FAILS = re.compile(rb"error\s*[(\"']")
_PLAIN = frozenset({"number", "string", "true", "false", "nil", "function_definition"})
_INDEXED = frozenset({"dot_index_expression", "method_index_expression"})


class LuaReader(WordedReader):
    """Lua."""

    ignored_names = frozenset({"self", "_"})
    doc_openers = (b"--",)
    header_rest = re.compile(rb"[ \t]*;?[ \t]*(?:--(?!\[=*\[)[^\n]*)?")
    containers = frozenset({"chunk", "block", "table_constructor"})
    call_types = frozenset({"function_call"})
    await_types = frozenset()
    transparent_types = frozenset({"parenthesized_expression"})
    import_types = frozenset({"variable_declaration", "function_call"})
    block_types = frozenset({"function_declaration"})

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """Of `function M.f` and `M.f = …` the last name."""
        found = _target(node) if node.type == "assignment_statement" else node.child_by_field_name("name")
        if found is None or found.type not in _INDEXED:
            return found if found is not None and found.type == "identifier" else None
        return found.child_by_field_name("field") or found.child_by_field_name("method")

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """What stands behind `local`."""
        return [child for child in wrapper.named_children if child.type == "assignment_statement"]

    def read(self, found: Found) -> Definition | None:
        """A value decides what an assignment defines; what `require` gives is an import."""
        found.doc = unmarked(found.doc)
        node, data = found.node, found.data
        owner = self._table(found)
        if found.kind in CALLABLES:
            found.kind = SymbolKind.METHOD if owner else found.kind
            return super().read(found)
        if node.type != "assignment_statement" or _target(node) is None:
            return super().read(found)
        if _required(_value(node), data) is not None:
            return None
        if _is_indexed(node):
            found.kind = SymbolKind.FIELD
            return self._field(found, owner)
        label = text(_target(node), data)
        if self._is_class(found, label):
            found.kind = SymbolKind.CLASS
        elif label.isupper():
            found.kind = SymbolKind.CONSTANT
        return super().read(found)

    def _field(self, found: Found, table: str) -> Definition | None:
        """What is assigned to a table that counts as a class, or to `self` in one of its methods."""
        holder = found.parent.owner if found.parent is not None and table == "self" else table
        if not holder or holder not in (found.public or ()):
            return None
        read = super().read(found)
        return None if read is None else msgspec.structs.replace(read, owner=holder)

    def _table(self, found: Found) -> str:
        """What stands before the last dot of the name, where that is a plain name."""
        node = found.node
        name = _target(node) if node.type == "assignment_statement" else node.child_by_field_name("name")
        table = name.child_by_field_name("table") if name is not None and name.type in _INDEXED else None
        return text(table, found.data) if table is not None and table.type == "identifier" else ""

    def _is_class(self, found: Found, label: str) -> bool:
        value = _value(found.node)
        if value is None or found.parent is not None:
            return False
        makes = value.type not in _PLAIN and label in (found.public or ())
        return makes or (value.type == "function_call" and bool(_base(value, found.data)))

    def public_names(self, data: bytes) -> frozenset[str] | None:
        """The tables that have functions, and with `return ` before it the name that the file returns."""
        owners = {str(name, "utf-8", "replace") for match in _OWNER.findall(data) for name in match if name}
        returned = [str(name, "utf-8", "replace") for name in _RETURNED.findall(data)]
        return frozenset(owners | {name for item in returned[-1:] for name in (item, f"return {item}")})

    def exports(self, data: bytes) -> tuple[Export, ...]:
        """What the file returns is what `require` gives."""
        returned = _RETURNED.findall(data)
        return (Export("default", str(returned[-1], "utf-8", "replace")),) if returned else ()

    # Parts

    def function(self, node: ts.Node) -> ts.Node:
        """The function that an assignment or a field holds."""
        value = _value(node) if node.type == "assignment_statement" else node.child_by_field_name("value")
        return value if value is not None and value.type == "function_definition" else node

    def body_node(self, found: Found) -> ts.Node | None:
        """Of a table its constructor."""
        if found.kind in CALLABLES:
            return super().body_node(found)
        value = _value(found.node)
        return value if value is not None and value.type == "table_constructor" else None

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """Of a table between its braces."""
        if found.kind in CALLABLES:
            return super().body(found, node)
        return None if node is None else inside_braces(node, found.data)

    def header_end(self, found: Found, node: ts.Node | None) -> int:
        """Behind the parameters; of a table the whole."""
        given = self.function(found.node).child_by_field_name("parameters")
        if given is not None and found.kind in CALLABLES:
            return given.end_byte
        return found.outer.end_byte if node is None else min(found.outer.end_byte, node.end_byte)

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """Of a table cut, as its content may be long."""
        return super().signature(found, header, body)[: None if found.kind in CALLABLES else 200]

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """With the types of the annotations."""
        types = {name: kind for kind, name in _LDOC_PARAM.findall(found.doc)} | dict(_PARAM.findall(found.doc))
        read = super().parameters(found)
        return tuple(msgspec.structs.replace(item, type=types.get(item.name, "")) for item in read)

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """A name, or `...`."""
        del index
        return [] if node.type == "comment" else [Parameter(text(node, found.data))]

    def read_block(self, found: Found, name: ts.Node) -> Definition:
        """The result's type stands in the annotations."""
        read = super().read_block(found, name)
        if found.kind not in CALLABLES:
            return read
        stated = _RETURN.search(found.doc) or _LDOC_RETURN.search(found.doc)
        return read if stated is None else msgspec.structs.replace(read, returns=stated.group(1))

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """What `__index` names, or what the class is extended from."""
        value = _value(node) if node.type == "assignment_statement" else None
        found = "" if value is None or value.type != "function_call" else _base(value, data)
        return (found,) if found else ()

    def variable_type(self, found: Found) -> str:
        """The annotation, or the table before `.new(`."""
        stated = _TYPE.search(found.doc)
        if stated is not None:
            return stated.group(1)
        made = _MADE.match(line_of_text(_value(found.node), found.data)[:80])
        return "" if made is None else made.group(1)

    def owner(self, found: Found) -> str:
        """The table before the name."""
        return self._table(found) if found.kind in CALLABLES else ""

    def exported(self, found: Found, name: str) -> bool:
        """What is global, what the file returns, and what is put into that."""
        public = found.public or frozenset[str]()
        table = self._table(found)
        if table:
            return not name.startswith("_")
        if found.outer.type == "variable_declaration" or found.data.startswith(b"local", found.outer.start_byte):
            return f"return {name}" in public
        return not name.startswith("_")

    # Unfinished bodies

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """Never: an empty table is filled elsewhere."""
        del found, node, bases
        return False

    def unfinished(
        self,
        found: Found,
        node: ts.Node | None,
        body: Span | None,
        decorators: tuple[str, ...],
        bases: tuple[str, ...],
    ) -> bool:
        """Only functions."""
        return found.kind in CALLABLES and super().unfinished(found, node, body, decorators, bases)

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """`error` with a message that says so."""
        return (
            node.type == "function_call"
            and _FAILS.match(code) is not None
            and len(code) < 200
            and promises_work(code.replace(b"_", b" "))
        )

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """The called name is a field or a method of a table, or stands alone."""
        named, given = node.child_by_field_name("name"), node.child_by_field_name("arguments")
        if named is None or named.type not in _INDEXED:
            return (named if named is not None and named.type == "identifier" else None), None, given
        name = named.child_by_field_name("field") or named.child_by_field_name("method")
        return name, named.child_by_field_name("table"), given

    # Imports and the file

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """`local m = require "a.b"` names what the file returns; a bare `require` makes its globals known."""
        start, end = node.start_byte, node.end_byte
        if node.type == "function_call":
            module = _required(node, data)
            return [] if module is None else [Import(module[0], start, end, "*")]
        inner = child_of_type(node, "assignment_statement")
        target = None if inner is None else _target(inner)
        found = None if inner is None or target is None else _required(_value(inner), data)
        return [] if found is None else [Import(found[0], start, end, found[1] or "default", text(target, data))]

    def import_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the last `require` before the first function, else behind the first line with `#!`."""
        end = -1
        for child in root.named_children:
            if child.type in self.block_types:
                break
            if child.type in self.import_types and self.imports(child, data):
                end = child.end_byte
        if end >= 0:
            return end
        first = first_named(root)
        return len(data[: first.end_byte].rstrip()) if first is not None and first.type == "hash_bang_line" else -1

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The first comment, where it is not that of the first definition."""
        first = _AFTER_MARK.match(data)
        if first is not None:
            return unmarked(str(first.group(1), "utf-8", "replace"))
        return unmarked(self.leading_doc(root, data, (b"--",)))


def unmarked(comment: str) -> str:
    """The text of Lua's (and SQL's) comments without their dashes and brackets."""
    long = _LONG.match(comment)
    return long.group(2).strip() if long is not None else _MARK.sub("", comment).strip()


def _target(assignment: ts.Node) -> ts.Node | None:
    """What is assigned to, where it is one."""
    listed = child_of_type(assignment, "variable_list")
    return first_named(listed) if listed is not None and listed.named_child_count == 1 else None


def _is_indexed(assignment: ts.Node) -> bool:
    target = _target(assignment)
    return target is not None and target.type in _INDEXED


def _value(assignment: ts.Node) -> ts.Node | None:
    listed = child_of_type(assignment, "expression_list")
    return first_named(listed) if listed is not None and listed.named_child_count == 1 else None


def _base(value: ts.Node, data: bytes) -> str:
    found = _BASE.match(line_of_text(value, data)[:200])
    return "" if found is None else found.group(1)


def _required(value: ts.Node | None, data: bytes) -> tuple[str, str] | None:
    """Module and, as in `require("a").b`, name; None where the value is no `require`."""
    if value is None:
        return None
    if value.type == "dot_index_expression":
        inner = _required(value.child_by_field_name("table"), data)
        name = text(value.child_by_field_name("field"), data)
        return None if inner is None or inner[1] else (inner[0], name)
    if value.type != "function_call" or text(value.child_by_field_name("name"), data) != "require":
        return None
    given = value.child_by_field_name("arguments")
    first = first_named(given)
    content = None if first is None or first.type != "string" else first.child_by_field_name("content")
    return None if content is None else (text(content, data), "")
