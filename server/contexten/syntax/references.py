"""From captured nodes to references: the role of each name, what stands before its dot, its scope."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from contexten.syntax.columns import CALL, MEMBER, NAME, TYPE, Columns
from contexten.syntax.definitions import implied_fields
from contexten.syntax.nodes import start_of
from contexten.syntax.reader import Reader, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import tree_sitter as ts

    from contexten.syntax.captures import Captures
    from contexten.syntax.facts import Definition, Reference

MAX_RECEIVER = 80

_MAX_BYTES = MAX_RECEIVER * 4
_DOT = ord(".")
_NEAR_DOT = b" \t\r\n\f\\/?.#"
"""Bytes before a dot that leave open where the receiver ends."""


def read_references(
    captures: Captures, data: bytes, reader: Reader, definitions: Sequence[Definition]
) -> list[Reference]:
    """The references among `captures`, in order of start; `scope` is an index into `definitions`."""
    return list(read_columns(captures, data, reader, definitions).rows())


def read_columns(captures: Captures, data: bytes, reader: Reader, definitions: Sequence[Definition]) -> Columns:
    """The same as columns."""
    ends = _ends(captures)
    prefixes = _take_apart(ends, captures, data) if reader.dotted_types else {}
    ends = _without(ends, reader.keywords, data) if reader.keywords else ends
    begins = _begins(captures, ends)
    receivers = _receivers(captures, data, begins)
    calls = _calls(captures, reader, begins)
    used = _used(captures, data, definitions, ends)
    typed = _typed(captures, used)
    receivers.update(prefixes)
    typed.update(prefixes)
    for start in prefixes:
        calls.pop(start, None)
    calls.update(_made(captures, data, calls, reader.maker) if reader.maker else {})
    scopes: list[int] = []
    for first, last, scope in _segments(definitions, used):
        scopes += [scope] * (last - first)
    name_of = _Names()
    names = [name_of[data[start : ends[start]]] for start in used]
    # What is asked for each of them is asked for all at once: a turn of a loop costs more than an answer.
    before, counts, types = list(map(receivers.get, used)), list(map(calls.get, used)), map(typed.__contains__, used)
    roles = [
        CALL if count is not None else TYPE if is_type else NAME if receiver is None else MEMBER
        for count, is_type, receiver in zip(counts, types, before, strict=True)
    ]
    found = Columns(
        names,
        used,
        roles,
        scopes,
        [receiver or "" for receiver in before],
        [-1 if count is None else count for count in counts],
    )
    # The parser only supposes a name that is empty.
    ignored = reader.ignored_names
    kept = [name != "" and (role != NAME or name not in ignored) for name, role in zip(names, roles, strict=True)]
    return found if all(kept) else found.only(kept)


class _Names(dict[bytes, str]):
    """Decoded names, each once."""

    def __missing__(self, raw: bytes) -> str:
        name = self[raw] = str(raw, "utf-8", "replace")
        return name


def _ends(captures: Captures) -> dict[int, int]:
    """The end of every name, by its start."""
    found = {node.start_byte: node.end_byte for node in captures.get("name", ())}
    for capture in ("type", "member", "call", "call.single", "call.none", "call.word"):
        for node in captures.get(capture, ()):
            if node.start_byte not in found:
                found[node.start_byte] = node.end_byte
    return found


def _without(ends: dict[int, int], keywords: frozenset[bytes], data: bytes) -> dict[int, int]:
    return {start: end for start, end in ends.items() if data[start:end] not in keywords}


def _begins(captures: Captures, ends: dict[int, int]) -> dict[int, int]:
    """The start of every name, by its end, where a capture asks for it."""
    return dict(zip(ends.values(), ends.keys(), strict=True)) if "access" in captures or "arguments" in captures else {}


def _take_apart(ends: dict[int, int], captures: Captures, data: bytes) -> dict[int, str]:
    """Of tokens such as `A.B` the last name counts: its start and what stands before it; `ends` is changed."""
    found: dict[int, str] = {}
    texts = _Receivers()
    labels = {node.start_byte for node in captures.get("label", ())}
    for node in captures.get("type", ()):
        start, end = node.start_byte, node.end_byte
        dot = data.rfind(b".", start, end)
        if dot >= 0 and ends.pop(start, None) is not None and start not in labels:
            ends[dot + 1] = end
            found[dot + 1] = texts[data[start : min(dot, start + _MAX_BYTES)]]
    return found


def _typed(captures: Captures, used: Sequence[int]) -> set[int]:
    """The starts of the used names that stand for types."""
    typed = {node.start_byte for node in captures.get("type", ())}
    for node in captures.get("type.scope", ()):
        typed.update(used[bisect_left(used, node.start_byte) : bisect_left(used, node.end_byte)])
    return typed


def _made(captures: Captures, data: bytes, calls: Mapping[int, int], maker: bytes) -> dict[int, int]:
    """Types before a call that makes an instance of them: `A::B.new(1)` calls `B`."""
    types = {node.end_byte: node.start_byte for node in captures.get("type", ())}
    found: dict[int, int] = {}
    for capture in ("call", "call.none"):
        for node in captures.get(capture, ()):
            start = types.get(node.start_byte - 1, -1)
            if start >= 0 and data[node.start_byte : node.end_byte] == maker:
                found[start] = calls[node.start_byte]
    return found


def _used(captures: Captures, data: bytes, definitions: Sequence[Definition], ends: Mapping[int, int]) -> list[int]:
    """The starts, in order, of those names that are used: neither defined, bound, imported nor a label."""
    used = sorted(ends.keys() - set(_not_used(captures, data, definitions)))
    for node in (*captures.get("import", ()), *captures.get("package", ())):
        del used[bisect_left(used, node.start_byte) : bisect_left(used, node.end_byte)]
    return used


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


def _calls(captures: Captures, reader: Reader, begins: Mapping[int, int]) -> dict[int, int]:
    """The number of arguments of each call, by the start of the called name."""
    comments = Counter(
        node.parent.start_byte for node in captures.get("argument.comment", ()) if node.parent is not None
    )
    found = {node.start_byte: 0 for node in captures.get("element", ())}
    found.update({node.start_byte: 1 for node in captures.get("call.single", ())})
    found.update({node.start_byte: 0 for node in captures.get("call.none", ())})
    found.update(_applied(captures))
    for name, _end, node in _paired(captures, "call", "call.arguments"):
        found[name] = node.named_child_count - (comments[node.start_byte] if comments else 0)
    for name, _end, node in _paired(captures, "call.word", "call.words"):
        found[name] = max(node.named_child_count - 1, 0)
    for node in captures.get("arguments", ()):
        place = node.start_byte
        start = begins.get(place)
        if start is None:
            start = _called_apart(node, reader)
        if start is not None:
            found[start] = node.named_child_count - (comments[place] if comments else 0)
    return found


def _applied(captures: Captures) -> dict[int, int]:
    """Where arguments stand behind the called name without a node of their own; each application starts with it."""
    given: Counter[int] = Counter()
    for node in captures.get("application", ()):
        given[node.start_byte] += node.named_child_count - 1
    places = sorted(given)
    names = [node.start_byte for node in captures.get("call.applied", ())]
    return {name: given[places[bisect_right(places, name) - 1]] for name in names if places and places[0] <= name}


def _called_apart(arguments: ts.Node, reader: Reader) -> int | None:
    """The start of the called name where something stands between it and its arguments."""
    call = arguments.parent
    if call is None or call.type not in reader.call_types:
        return None
    name = reader.call(call)[0]
    return None if name is None else name.start_byte


def _receivers(captures: Captures, data: bytes, begins: Mapping[int, int]) -> dict[int, str]:
    """What stands before the dot of each member, by the start of the member."""
    texts = _Receivers()
    found: dict[int, str] = {}
    for start, end, node in _paired(captures, "receiver", "member"):
        found[node.start_byte] = texts[data[start : min(end, start + _MAX_BYTES)]]
    for node in captures.get("access", ()):
        start = begins.get(node.end_byte)
        if start is None:
            continue
        first, last = node.start_byte, start - 1
        # Only where the dot stands directly between the two is the receiver's end known without its node.
        if data[last] != _DOT or data[last - 1] in _NEAR_DOT:
            last = node.child(0).end_byte
        found[start] = texts[data[first : last if last - first < _MAX_BYTES else first + _MAX_BYTES]]
    return found


class _Receivers(dict[bytes, str]):
    """The texts of receivers on one line, each made once."""

    def __missing__(self, raw: bytes) -> str:
        short = len(raw) <= MAX_RECEIVER and raw.isascii() and b"\n" not in raw
        found = self[raw] = str(raw, "ascii") if short else folded(raw, MAX_RECEIVER)
        return found


def _paired(captures: Captures, first: str, second: str) -> list[tuple[int, int, ts.Node]]:
    """Start and end of each `first` with its `second`, which are captured by one pattern.

    Between the end of the one and the start of the other stands only a dot or a type argument, never another
    pair, so both have the same rank in the order of those places.
    """
    ranked = sorted([(node.end_byte, node.start_byte) for node in captures.get(first, ())])
    seconds = sorted(captures.get(second, ()), key=start_of)
    if len(ranked) != len(seconds):
        return []
    return [(start, end, node) for (end, start), node in zip(ranked, seconds, strict=True)]
