"""From captured nodes to references: the role of each name, what stands before its dot, its scope."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from contexten.syntax.definitions import implied_fields
from contexten.syntax.facts import Definition, Reference, Role
from contexten.syntax.reader import Reader, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import tree_sitter as ts

    from contexten.syntax.captures import Captures

MAX_RECEIVER = 80

_Use = tuple[Role, str, int]
"""What is known of a name beyond its text: role, receiver, number of arguments."""


def read_references(
    captures: Captures, data: bytes, reader: Reader, definitions: Sequence[Definition]
) -> list[Reference]:
    """The references among `captures`, in order of start; `scope` is an index into `definitions`."""
    ends = _ends(captures)
    for start in _not_used(captures, data, definitions):
        ends.pop(start, None)
    starts = sorted(ends)
    for node in (*captures.get("import", ()), *captures.get("package", ())):
        del starts[bisect_left(starts, node.start_byte) : bisect_left(starts, node.end_byte)]
    uses = _uses(captures, data, starts)
    ignored = reader.ignored_names
    names: dict[bytes, str] = {}
    found: list[Reference] = []
    plain = Role.NAME
    for first, last, scope in _segments(definitions, starts):
        for start in starts[first:last]:
            raw = data[start : ends[start]]
            name = names.get(raw)
            if name is None:
                if not raw:  # a name the parser only supposes
                    continue
                name = names[raw] = str(raw, "utf-8", "replace")
            use = uses.get(start)
            if use is not None:
                found.append(Reference(name, start, use[0], scope, use[1], use[2]))
            elif name not in ignored:
                found.append(Reference(name, start, plain, scope))
    return found


def _ends(captures: Captures) -> dict[int, int]:
    """The end of every name, by its start."""
    found = {node.start_byte: node.end_byte for node in captures.get("name", ())}
    for capture in ("type", "member", "call", "call.single"):
        for node in captures.get(capture, ()):
            if node.start_byte not in found:
                found[node.start_byte] = node.end_byte
    return found


def _uses(captures: Captures, data: bytes, starts: Sequence[int]) -> dict[int, _Use]:
    """The role of every name that is more than a plain one, by its start."""
    receivers = _receivers(captures, data)
    uses: dict[int, _Use] = {start: (Role.MEMBER, receiver, -1) for start, receiver in receivers.items()}
    for node in captures.get("element", ()):
        uses[node.start_byte] = (Role.CALL, receivers.get(node.start_byte, ""), 0)
    typed = {node.start_byte for node in captures.get("type", ())}
    for node in captures.get("type.scope", ()):
        typed.update(starts[bisect_left(starts, node.start_byte) : bisect_left(starts, node.end_byte)])
    for start in typed:
        uses[start] = (Role.TYPE, receivers.get(start, ""), -1)
    for start, arguments in _calls(captures).items():
        uses[start] = (Role.CALL, receivers.get(start, ""), arguments)
    return uses


def _segments(definitions: Sequence[Definition], starts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Ranges of `starts` that lie in one scope, in order, with the index of that definition."""
    position = 0
    for border, scope in _borders(definitions):
        end = bisect_left(starts, border, position)
        if end > position:
            yield position, end, scope
            position = end
    yield position, len(starts), -1


def _borders(definitions: Sequence[Definition]) -> Iterator[tuple[int, int]]:
    """Every place where the scope changes, in order, with the scope that ends there."""
    implied = implied_fields(definitions)
    open_: list[tuple[int, int]] = []
    for index, item in enumerate(definitions):
        if index in implied:
            continue
        while open_ and open_[-1][0] <= item.start:
            yield open_.pop()
        yield item.start, open_[-1][1] if open_ else -1
        open_.append((min(item.end, open_[-1][0]) if open_ else item.end, index))
    while open_:
        yield open_.pop()


def _not_used(captures: Captures, data: bytes, definitions: Sequence[Definition]) -> Iterator[int]:
    for item in definitions:
        yield item.name_start
    for capture in ("bound", "label"):
        for node in captures.get(capture, ()):
            yield node.start_byte
    for node in captures.get("element", ()):
        start = node.start_byte
        # In lower case it is markup, no component.
        if node.type == "identifier" and data[start : start + 1].islower():
            yield start


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
        node.start_byte: _receiver(data, start, end) for start, end, node in _paired(captures, "receiver", "member")
    }


def _receiver(data: bytes, start: int, end: int) -> str:
    if end - start <= MAX_RECEIVER:
        raw = data[start:end]
        line = str(raw, "utf-8", "replace")
        return line if raw.isascii() and b"\n" not in raw else folded(raw, MAX_RECEIVER)
    return folded(data[start:end], MAX_RECEIVER)


def _paired(captures: Captures, first: str, second: str) -> list[tuple[int, int, ts.Node]]:
    """Start and end of each `first` with its `second`, which are captured by one pattern.

    Between the end of the one and the start of the other stands only a dot or a type argument, never another
    pair, so both have the same rank in the order of those places.
    """
    ranked = sorted([(node.end_byte, node.start_byte) for node in captures.get(first, ())])
    seconds = sorted(captures.get(second, ()), key=_start_of)
    if len(ranked) != len(seconds):
        return []
    return [(start, end, node) for (end, start), node in zip(ranked, seconds, strict=True)]


def _start_of(node: ts.Node) -> int:
    return node.start_byte
