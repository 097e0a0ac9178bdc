"""Fenced code in Markdown: CommonMark's rule, plus what models do to it.

Source: CommonMark 0.31, "Fenced code blocks". Beyond it: a fence may be indented at will (lists), and where the code
itself holds a line of back-ticks (a docstring with an example), the closing fence is the one that leaves whole code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.edits.formats.answer import Snippet

if TYPE_CHECKING:
    from collections.abc import Callable

_OPENING = re.compile(r"^([ \t]*)(`{3,}|~{3,})[ \t]*([^`\n]*)$")
_ONE_LINE = re.compile(r"^[ \t]*```([^`\n]+)```[ \t]*$")
_MAX_CLOSERS = 12


@dataclass(frozen=True, slots=True)
class Fence:
    """One fenced piece; lines are 0-based in the answer, `last` is behind the closing fence."""

    snippet: Snippet
    first: int
    last: int


def fences(text: str, is_whole: Callable[[str], bool]) -> tuple[Fence, ...]:
    """All fenced pieces of `text`; `is_whole` says whether a piece of code has no syntax error."""
    lines = text.split("\n")
    found: list[Fence] = []
    index = 0
    while index < len(lines):
        fence = _fence_at(lines, index, is_whole)
        if fence is None:
            index += 1
        else:
            found.append(fence)
            index = fence.last
    return tuple(found)


def _fence_at(lines: list[str], index: int, is_whole: Callable[[str], bool]) -> Fence | None:
    if single := _ONE_LINE.match(lines[index]):
        return Fence(Snippet(single.group(1).strip()), index, index + 1)
    opening = _OPENING.match(lines[index])
    if opening is None:
        return None
    indent, marks, info = opening.groups()
    closers = _closers(lines, index, marks)
    body = [_outdented(line, indent) for line in lines[index + 1 :]]
    end = _chosen(body, [closer - index - 1 for closer in closers], is_whole)
    word = info.strip().split(" ")[0].strip("{}.").lower()
    if end is None:
        return Fence(Snippet("\n".join(body), word, closed=False), index, len(lines))
    return Fence(Snippet("\n".join(body[:end]), word), index, index + end + 2)


def _closers(lines: list[str], index: int, marks: str) -> list[int]:
    closing = re.compile(rf"^[ \t]*{re.escape(marks[0])}{{{len(marks)},}}[ \t]*$")
    return [number for number in range(index + 1, len(lines)) if closing.match(lines[number])]


def _chosen(body: list[str], ends: list[int], is_whole: Callable[[str], bool]) -> int | None:
    """The first closing fence that leaves whole code, else the first one; None where there is none."""
    if len(ends) < 2:
        return ends[0] if ends else None
    for end in ends[:_MAX_CLOSERS]:
        if is_whole("\n".join(body[:end])):
            return end
    return ends[0]


def _outdented(line: str, indent: str) -> str:
    if line.startswith(indent):
        return line[len(indent) :]
    return line.lstrip(" \t") if len(line) - len(line.lstrip(" \t")) < len(indent) else line
