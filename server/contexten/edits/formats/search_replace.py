"""Search/replace blocks: `<<<<<<< SEARCH … ======= … >>>>>>> REPLACE`, as aider made them common."""

from __future__ import annotations

import re

from contexten.edits.formats.answer import Block, Blocks, Reading, Unreadable

_START = re.compile(r"^[ \t]*<{5,9}[ \t]*(?:SEARCH|ORIGINAL)\b.*$")
_DIVIDER = re.compile(r"^[ \t]*={5,9}[ \t]*$")
_END = re.compile(r"^[ \t]*>{5,9}[ \t]*(?:REPLACE|UPDATED)\b.*$")


def read_search_replace(answer: str) -> Reading | None:
    """The blocks of `answer` in order; None where there is none."""
    lines = answer.split("\n")
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        if not _START.match(lines[index]):
            index += 1
            continue
        divider = _next(_DIVIDER, lines, index + 1)
        end = _next(_END, lines, divider + 1)
        if end >= len(lines):
            return Unreadable("a search/replace block is not complete", "Close every block with >>>>>>> REPLACE.")
        blocks.append(Block(tuple(lines[index + 1 : divider]), tuple(lines[divider + 1 : end])))
        index = end + 1
    return Blocks(tuple(blocks)) if blocks else None


def _next(pattern: re.Pattern[str], lines: list[str], start: int) -> int:
    return next((number for number in range(start, len(lines)) if pattern.match(lines[number])), len(lines))
