"""From captured nodes to references: the role of each name, what stands before its dot, the scope it stands in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import tree_sitter as ts

from contexten.syntax.captures import Captures
from contexten.syntax.definitions import implied_fields
from contexten.syntax.facts import Definition, Reference, Role
from contexten.syntax.reader import Reader, folded

MAX_RECEIVER = 80

_End = dict[int, int]


def read_references(
    captures: Captures, data: bytes, reader: Reader, definitions: Sequence[Definition]
) -> list[Reference]:
    """The references among `captures`, in order of start; `scope` is an index into `definitions`."""
    ends = _ends(captures, ("name", "type", "member", "call"))
    for start in _not_used(captures, definitions):
        ends.pop(start, None)
    calls = _calls(captures)
    members = _receivers(captures, data)
    inside_types = _Regions(captures.get("type.scope", ()))
    types = {node.start_byte for node in captures.get("type", ())}
    imports = _Regions([*captures.get("import", ()), *captures.get("package", ())])
    elements = {node.start_byte for node in captures.get("element", ())}
    scopes = _Scopes(definitions)
    ignored = reader.ignored_names
    found: list[Reference] = []
    for start, end in sorted(ends.items()):
        if imports.holds(start):
            continue
        name = str(data[start:end], "utf-8", "replace")
        scope = scopes.at(start)
        arguments = calls.get(start)
        receiver = members.get(start)
        if arguments is not None:
            found.append(Reference(name, start, Role.CALL, scope, receiver or "", arguments))
        elif start in types or inside_types.holds(start):
            found.append(Reference(name, start, Role.TYPE, scope, receiver or ""))
        elif start in elements and (receiver or not name[0].islower()):
            found.append(Reference(name, start, Role.CALL, scope, receiver or "", 0))
        elif start in elements:
            continue
        elif receiver is not None:
            found.append(Reference(name, start, Role.MEMBER, scope, receiver))
        elif name not in ignored:
            found.append(Reference(name, start, Role.NAME, scope))
    return found


class _Regions:
    """Answers, for places asked in ascending order, whether they stand inside one of some nodes."""

    __slots__ = ("_end", "_next", "_spans")

    def __init__(self, nodes: Sequence[ts.Node]) -> None:
        self._spans = sorted((node.start_byte, node.end_byte) for node in nodes)
        self._next = 0
        self._end = -1

    def holds(self, offset: int) -> bool:
        spans = self._spans
        while self._next < len(spans) and spans[self._next][0] <= offset:
            self._end = max(self._end, spans[self._next][1])
            self._next += 1
        return offset < self._end


class _Scopes:
    """Answers, for places asked in ascending order, which definition is the innermost around them."""

    __slots__ = ("_items", "_limit", "_next", "_open")

    def __init__(self, definitions: Sequence[Definition]) -> None:
        implied = implied_fields(definitions)
        self._items = [
            (item.start, item.end, index) for index, item in enumerate(definitions) if index not in implied
        ]
        self._next = 0
        self._open: list[tuple[int, int]] = []
        self._limit = -1

    def at(self, offset: int) -> int:
        items, stack = self._items, self._open
        while self._next < len(items) and items[self._next][0] <= offset:
            _start, end, index = items[self._next]
            while stack and stack[-1][0] <= _start:
                stack.pop()
            stack.append((end, index))
            self._next += 1
        while stack and stack[-1][0] <= offset:
            stack.pop()
        return stack[-1][1] if stack else -1


def _ends(captures: Captures, names: Sequence[str]) -> _End:
    found: _End = {}
    for name in names:
        found.update({node.start_byte: node.end_byte for node in captures.get(name, ())})
    return found


def _not_used(captures: Captures, definitions: Sequence[Definition]) -> set[int]:
    starts = {item.name_start for item in definitions}
    for capture in ("bound", "label"):
        starts.update(node.start_byte for node in captures.get(capture, ()))
    return starts


def _calls(captures: Captures) -> dict[int, int]:
    """The number of arguments of each call, by the start of the called name."""
    comments = Counter(
        node.parent.start_byte for node in captures.get("argument.comment", ()) if node.parent is not None
    )
    found = {node.start_byte: 1 for node in captures.get("call.single", ())}
    for name, _end, node in _paired(captures, "call", "call.arguments"):
        found[name] = node.named_child_count - (comments[node.start_byte] if comments else 0)
    return found


def _receivers(captures: Captures, data: bytes) -> dict[int, str]:
    """What stands before the dot of each member, by the start of the member."""
    return {
        node.start_byte: _receiver(data, start, end)
        for start, end, node in _paired(captures, "receiver", "member")
    }


def _receiver(data: bytes, start: int, end: int) -> str:
    if end - start <= MAX_RECEIVER:
        raw = data[start:end]
        line = str(raw, "utf-8", "replace")
        return line if raw.isascii() and b"\n" not in raw else folded(raw, MAX_RECEIVER)
    return folded(data[start:end], MAX_RECEIVER)


def _paired(captures: Captures, first: str, second: str) -> list[tuple[int, int, ts.Node]]:
    """Start and end of each `first` with its `second`, which are captured by one pattern.

    Between the end of the one and the start of the other stands only a dot or a type argument, never another pair, so
    both have the same rank in the order of those places.
    """
    ranked = sorted((node.end_byte, node.start_byte) for node in set(captures.get(first, ())))
    seconds = sorted(set(captures.get(second, ())), key=_start_of)
    if len(ranked) != len(seconds):
        return []
    return [(start, end, node) for (end, start), node in zip(ranked, seconds, strict=True)]


def _start_of(node: ts.Node) -> int:
    return node.start_byte
