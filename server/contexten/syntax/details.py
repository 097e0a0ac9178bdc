"""What is read of one file's tree only when somebody asks: returns, assignments, local names, exports.

None of it is in the FileFacts, because selection and typing never need it and it would be stored for every file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import tree_sitter as ts

from contexten.syntax.captures import Captures, capture_all
from contexten.syntax.grammar import query_of
from contexten.syntax.nodes import span_of
from contexten.syntax.parse import MAX_DEPTH
from contexten.syntax.reader import text
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contexten.syntax.parse import Parsed

_RETURNS = ("return_statement", "return_expression", "return")
_ASSIGNMENTS = (
    "assignment",
    "augmented_assignment",
    "variable_declarator",
    "assignment_expression",
    "augmented_assignment_expression",
)
_EXPORTS = ("export_statement",)
_WANTED = (
    *((kind, "return") for kind in _RETURNS),
    *((kind, "assignment") for kind in _ASSIGNMENTS),
    *((kind, "export") for kind in _EXPORTS),
)
_FUNCTIONS = ("definition.function", "definition.method", "scope")
_TYPES = ("definition.class", "definition.interface", "definition.struct", "definition.enum")
_CLAUSES = frozenset({"export_clause", "namespace_export"})
_OUTER_NAMES = frozenset({"global_statement", "nonlocal_statement"})
_TARGETS = ("left", "name")
_LISTS = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "expression_list", "array_pattern", "object_pattern", "tuple"}
)
_PARTS = {"pair_pattern": "value", "assignment_pattern": "left", "object_assignment_pattern": "left"}


@dataclass(frozen=True, slots=True)
class Assigned:
    """One target of one assignment."""

    target: str
    """As written, on one line or several: `x`, `app.debug`, `config["KEY"]`."""
    name_start: int
    span: Span
    """The assignment, from its first target to the end of its value."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One name that an export statement gives to other files."""

    name: str
    """What they say: `default` for the default export, `*` for all of another module."""
    span: Span
    """The statement."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One place where a name is bound that is no definition: a parameter, a local variable, a loop's variable."""

    start: int
    around: Span | None
    """The whole function or type it is bound in; None: it belongs to the file."""
    body: Span | None
    """The body of that function; None for a type, and in a file."""


@dataclass(frozen=True, slots=True)
class Details:
    """What one tree says beyond the facts."""

    returns: tuple[Span, ...] = ()
    """Every return statement, in order."""
    assignments: tuple[Assigned, ...] = ()
    """Every assignment that stands in no function and in no type, in order; one for each target."""
    exports: tuple[Exported, ...] = ()
    """What every `export` statement exports, in order."""
    functions: tuple[Span, ...] = ()
    """Every function, named or not, in order."""
    local_names: dict[str, tuple[Span, ...]] = field(default_factory=dict[str, tuple[Span, ...]])
    """By name, the bodies of the functions in which it is bound: there it means no definition of the file."""
    bound: dict[str, tuple[Bound, ...]] = field(default_factory=dict[str, "tuple[Bound, ...]"])
    """By name, where it is bound without being a definition, in order."""


def read_details(parsed: Parsed, defined: frozenset[int]) -> Details:
    """The details of `parsed`; `defined` are the places of the names that its facts call definitions."""
    captures = capture_all(parsed)
    functions = _outermost_first(node for name in _FUNCTIONS for node in captures.get(name, ()))
    types = [node for name in _TYPES for node in captures.get(name, ())]
    found = _found(parsed)
    assignments = _values(found.get("assignment", []), parsed, functions, types)
    bound = _bound(captures, functions, types, parsed.data, defined)
    return Details(
        returns=tuple(map(span_of, found.get("return", ()))),
        assignments=tuple(item for node in assignments for item in _assigned(node, parsed.data)),
        exports=tuple(item for node in found.get("export", ()) for item in _exported(node, parsed.data)),
        functions=tuple(map(span_of, functions)),
        local_names=_local_names(bound),
        bound={name: tuple(places) for name, places in bound.items()},
    )


def _found(parsed: Parsed) -> Captures:
    query = query_of(parsed.language, _WANTED)
    if query is None:
        return {}
    cursor = ts.QueryCursor(query)
    cursor.set_max_start_depth(MAX_DEPTH)
    return {
        name: sorted(nodes, key=_start_of) for name, nodes in cursor.captures(parsed.tree.root_node).items() if nodes
    }


def _exported(node: ts.Node, data: bytes) -> Iterator[Exported]:
    declared = node.child_by_field_name("declaration")
    clause = next((child for child in node.named_children if child.type in _CLAUSES), None)
    if any(child.type == "default" for child in node.children):
        names = ["default"]
    elif declared is not None:
        names = [text(part, data) for item in _declared(declared) for part in _parts(item.child_by_field_name("name"))]
    elif clause is not None:
        specifiers = [child for child in clause.named_children if child.type != "comment"]
        names = [
            text(item.child_by_field_name("alias") or item.child_by_field_name("name") or item, data)
            for item in specifiers
        ]
    else:
        names = ["*"]
    yield from (Exported(name, span_of(node)) for name in names)


def _declared(node: ts.Node) -> list[ts.Node]:
    """The declarations in one statement: `const a = 1, b = 2` are two."""
    several = [child for child in node.named_children if child.type == "variable_declarator"]
    return several or [node]


def _assigned(node: ts.Node, data: bytes) -> Iterator[Assigned]:
    target = next((found for name in _TARGETS if (found := node.child_by_field_name(name)) is not None), None)
    for part in _parts(target):
        yield Assigned(text(part, data), part.start_byte, span_of(node))


def _parts(target: ts.Node | None) -> Iterator[ts.Node]:
    """The single targets of one that may be several."""
    open_ = [] if target is None else [target]
    while open_:
        node = open_.pop()
        inner = node.child_by_field_name(_PARTS[node.type]) if node.type in _PARTS else None
        if node.type in _LISTS:
            open_ += reversed([child for child in node.named_children if child.type != "comment"])
        elif inner is not None:
            open_.append(inner)
        else:
            yield node


def _local_names(bound: dict[str, list[Bound]]) -> dict[str, tuple[Span, ...]]:
    """Where each name is bound in a function; what a type binds is a member and no local."""
    bodies = {name: [item.body for item in places if item.body is not None] for name, places in bound.items()}
    return {name: tuple(dict.fromkeys(found)) for name, found in bodies.items() if found}


def _bound(
    captures: Captures, functions: list[ts.Node], types: list[ts.Node], data: bytes, defined: frozenset[int]
) -> dict[str, list[Bound]]:
    """Where each name is bound, in a function, a type or neither."""
    scopes = sorted(
        [(*_key(node), _body(node)) for node in functions] + [(*_key(node), None) for node in types],
        key=lambda item: item[:2],
    )
    outer = _named_outside(captures, data)
    found: dict[str, list[Bound]] = {}
    open_: list[tuple[int, int, Span | None]] = []
    position = 0
    for node in sorted(captures.get("bound", ()), key=_start_of):
        start = node.start_byte
        while position < len(scopes) and scopes[position][0] <= start:
            open_.append(scopes[position])
            position += 1
        open_ = [item for item in open_ if -item[1] > start]
        if start in defined:
            continue
        first, last, body = open_[-1] if open_ else (0, 0, None)
        name = text(node, data)
        if body is None or not any(body.covers(place) for place in outer.get(name, ())):
            found.setdefault(name, []).append(Bound(start, Span(first, -last) if open_ else None, body))
    return found


def _named_outside(captures: Captures, data: bytes) -> dict[str, list[Span]]:
    """The names that a `global` or `nonlocal` statement says are not local, and where it says so."""
    found: dict[str, list[Span]] = {}
    for node in captures.get("label", ()):
        parent = node.parent if node.type == "identifier" else None
        if parent is not None and parent.type in _OUTER_NAMES:
            found.setdefault(text(node, data), []).append(span_of(node))
    return found


def _body(node: ts.Node) -> Span:
    """What of a function its own names hold for: not its parameters' types and defaults."""
    value = node.child_by_field_name("value") or node.child_by_field_name("right") or node
    body = value.child_by_field_name("body") or node.child_by_field_name("body")
    return span_of(node if body is None else body)


def _values(found: list[ts.Node], parsed: Parsed, functions: list[ts.Node], types: list[ts.Node]) -> list[ts.Node]:
    """Those of the assignments at the top level that neither define a function nor import something."""
    closed = sorted([*map(span_of, functions), *map(span_of, types)])
    reader, data = parsed.grammar.reader, parsed.data
    kept: list[ts.Node] = []
    position, end = 0, -1
    for node in found:
        start = node.start_byte
        while position < len(closed) and closed[position].start <= start:
            end = max(end, closed[position].end)
            position += 1
        if node.end_byte > end:
            kept.append(node)
    return [node for node in kept if node.type != "variable_declarator" or not reader.imports(node, data)]


def _outermost_first(nodes: Iterable[ts.Node]) -> list[ts.Node]:
    return sorted(nodes, key=_key)


def _key(node: ts.Node) -> tuple[int, int]:
    return node.start_byte, -node.end_byte


def _start_of(node: ts.Node) -> int:
    return node.start_byte
