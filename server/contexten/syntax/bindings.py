"""Local bindings with what the code shows of their type.

A bound name is captured already; what stands around it is read from the text by one pattern of its language, because
a node for each value would cost more than all references of the file (measured on Django: 0.2 s against 0.05 s).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.syntax.declared import LOOK_BEHIND, Shown
from contexten.syntax.facts import Binding
from contexten.syntax.nodes import start_of
from contexten.syntax.reader import CALLABLES, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import tree_sitter as ts

    from contexten.syntax.captures import Captures
    from contexten.syntax.facts import Definition
    from contexten.syntax.reader import Reader

MAX_TYPE = 120
"""A longer type, call or value is left out."""
_MAX_LINKS = 6
_FAR = 1 << 62
_SCOPES = CALLABLES | TYPES
_LINK = re.compile(rb"\s*[?!]?\s*(?:\.|->)\s*(\w+)(\()?")
_OPERATOR = re.compile(rb"\s*(?:[-+*/%^\[<>]|==|!=|&|\|(?!\|))")
_CAST = re.compile(rb"[ \t]+as[ \t]+(?!const\b|any\b|unknown\b)([A-Za-z_$][\w$.]*(?:<[^;()\n]{0,200}>)?)")
_ARGUMENTS = re.compile(rb"(?:::)?<[^()]*?>+")
_OPENING = b"({"
_SPACE = re.compile(r"\s+")


def read_bindings(captures: Captures, data: bytes, reader: Reader, definitions: Sequence[Definition]) -> list[Binding]:
    """The local names of which the code shows a type, in order of start; parameters of definitions are none of them."""
    pattern, bound = reader.binding, captures.get("bound")
    if pattern is None or not bound:
        return []
    match, through = pattern.match, reader.passing_links
    before = reader.bound_before if reader.looks_before else None
    calls = (*captures.get("call.arguments", ()), *captures.get("arguments", ()))
    ends: dict[int, int] = {}
    found: list[Binding] = []
    for node, start, scope in _local(definitions, bound):
        end = node.end_byte
        shown = before(data, start, end) if before else LOOK_BEHIND
        if shown is LOOK_BEHIND:
            behind = match(data, end)
            if behind is None:
                continue
            if not ends and data[behind.end() - 1] in _OPENING:
                ends = {node.start_byte: node.end_byte for node in calls}
            shown = _shown(behind, data, ends, through)
        if shown is not None:
            type_, call, value, element = shown
            if len(type_) + len(call) + len(value) <= MAX_TYPE:
                name = str(data[start:end], "utf-8", "replace")
                found.append(Binding(name, start, scope, type_, call, value, element))
    return found


def _local(definitions: Sequence[Definition], bound: Sequence[ts.Node]) -> Iterator[tuple[ts.Node, int, int]]:
    """Each name that is bound in a function or at the top of the file, its start and the index of its scope."""
    named = {item.name_start for item in definitions}
    blocks = [
        (item.start, item.body_start if item.kind in CALLABLES else item.end, item.end, index)
        for index, item in enumerate(definitions)
        if item.kind in _SCOPES
    ]
    blocks.append((_FAR, _FAR, _FAR, -1))
    open_ = [(-1, -1, _FAR, -1)]
    position, last = 0, -1
    following = blocks[0][0]
    _start, body, closing, scope = open_[0]
    for node in sorted(bound, key=start_of):
        start = node.start_byte
        if start == last:
            continue
        last = start
        while following <= start:
            open_.append(blocks[position])
            position += 1
            following = blocks[position][0]
            _start, body, closing, scope = open_[-1]
        while closing <= start:
            open_.pop()
            _start, body, closing, scope = open_[-1]
        if start >= body and start not in named:
            yield node, start, scope


def _shown(match: re.Match[bytes], data: bytes, ends: Mapping[int, int], through: frozenset[str]) -> Shown | None:
    """What the text behind a bound name says; the last group of the pattern that took part tells what it is."""
    group = match.lastgroup
    if group is None:
        return None
    if group != "chain":
        return _folded(match[group]), "", "", False
    chain, element = match["chain"], bool(match["each"])
    written = _bare(chain)
    if data[match.end() - 1] in _OPENING:
        return _called(data, match.end() - 1, written, ends, element=element, through=through)
    if cast := _CAST.match(data, match.end("chain")):
        return _folded(cast.group(1)), "", "", False
    return "", "", written, element


def _called(
    data: bytes, opened: int, written: str, ends: Mapping[int, int], *, element: bool, through: frozenset[str]
) -> Shown | None:
    """A call, and what follows on its result: `a.b(…).c(…)` is written `a.b().c`."""
    called = True
    before, _dot, last = written.rpartition(".")
    if before and last in through:
        written, called = before, False
    position = ends.get(opened)
    for _ in range(_MAX_LINKS):
        link = None if position is None else _LINK.match(data, position)
        if link is None:
            break
        name = str(link.group(1), "utf-8", "replace")
        if name not in through:
            written = f"{written}().{name}" if called else f"{written}.{name}"
            called = link.group(2) is not None
        position = ends.get(link.end() - 1) if link.group(2) else link.end()
    if position is not None:
        if cast := _CAST.match(data, position):
            return _folded(cast.group(1)), "", "", False
        if _OPERATOR.match(data, position):
            return None
    return ("", written, "", element) if called else ("", "", written, element)


def _bare(chain: bytes) -> str:
    """A name without type arguments."""
    return str(_ARGUMENTS.sub(b"", chain) if b"<" in chain else chain, "utf-8", "replace")


def _folded(raw: bytes) -> str:
    return _SPACE.sub(" ", str(raw, "utf-8", "replace")).strip().removesuffix("<>")
