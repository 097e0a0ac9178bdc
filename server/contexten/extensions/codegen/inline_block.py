"""Where a completion at the cursor ends when the model itself does not end it.

A model that fills in the middle writes on as long as it may. What is wanted is what was begun: the rest of a line, the
block that the line opens, or, on an empty line, one paragraph of the block that the cursor is in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.edits.lines import is_blank, leading
from contexten.extensions.codegen.inline_spot import CLOSERS

if TYPE_CHECKING:
    from collections.abc import Sequence

OPENERS = (":", "{", "(", "[", "=>", "->", " do", " then")
"""What a line ends with whose block follows."""
_CLOSES = re.compile(r"[)\]}]|(?:end|done|fi|esac|else|elif|elsif|except|finally|catch|rescue|ensure)\b")
"""What a line starts with that ends a block, or goes on with the next one of the same statement."""


def opens(line: str) -> bool:
    """Whether the block of `line` follows it."""
    return line.rstrip().endswith(OPENERS)


def one_block(lines: Sequence[str], before: str, after: str) -> list[str]:
    """The start of `lines`, written at a cursor between `before` and `after` on its line, that belongs to one thing."""
    if not lines:
        return []
    if after.strip().strip(CLOSERS).strip():
        return [lines[0]]
    first = before + lines[0]
    if before.strip() and _is_open(first):
        return _body(lines, _width(before))
    if before.strip() and lines[0].strip():
        return [lines[0]]
    return _paragraph(lines, first, _width(before))


def _body(lines: Sequence[str], base: int) -> list[str]:
    """A line that opens a block, what is deeper than it, and what closes it."""
    for number, line in enumerate(lines[1:], 1):
        if is_blank(line) or _width(line) > base:
            continue
        if _width(line) < base or _CLOSES.match(line.lstrip()) is None:
            return list(lines[:number])
        if not _is_open(line):
            return list(lines[: number + 1])
    return list(lines)


def _paragraph(lines: Sequence[str], first: str, base: int) -> list[str]:
    """Lines up to the end of the block that they are in, or to an empty one behind which the same block goes on."""
    shown = [first, *lines[1:]]
    start = next((number for number, line in enumerate(shown) if not is_blank(line)), len(shown))
    if start == len(shown):
        return list(lines)
    here = _width(shown[start])
    if here < base:
        return []
    for number in range(start + 1, len(shown)):
        line = shown[number]
        is_next = is_blank(shown[number - 1]) and _width(line) == here
        if not is_blank(line) and (_width(line) < here or is_next):
            return list(lines[:number])
    return list(lines)


def _is_open(line: str) -> bool:
    return opens(line) or sum(map(line.count, "([{")) > sum(map(line.count, ")]}"))


def _width(line: str) -> int:
    return len(leading(line).expandtabs())
