"""A unified diff carried out to the letter: numbers, counts and lines all fit, as `git apply` wants them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.edits.diff import kept_line_ends
from contexten.edits.lines import split_lines
from contexten.text import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADER = re.compile(r"^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")


@dataclass(slots=True)
class _Hunk:
    first: int
    """0-based line of the old text."""
    old_count: int
    new_count: int
    old: list[str] = field(default_factory=list[str])
    new: list[str] = field(default_factory=list[str])
    old_open: bool = False
    """Whether the last old line has no line end."""
    new_open: bool = False
    last: str = ""

    @property
    def is_full(self) -> bool:
        return (len(self.old), len(self.new)) == (self.old_count, self.new_count)

    def take(self, line: str) -> bool:
        """Add a line; False where it cannot be one of this hunk."""
        mark, rest = line[:1] or " ", line[1:]
        if mark == "\\":
            self.old_open |= self.last in {"-", " "}
            self.new_open |= self.last in {"+", " "}
            return True
        if mark not in {" ", "-", "+"} or self.is_full:
            return False
        if mark != "+":
            self.old.append(rest)
        if mark != "-":
            self.new.append(rest)
        self.last = mark
        return len(self.old) <= self.old_count and len(self.new) <= self.new_count


def exactly_patched(document: Document, lines: Sequence[str]) -> Document | None:
    """The text after the hunks in `lines`; None where anything of them does not fit."""
    hunks = _hunks(lines)
    old = split_lines(document.text)
    is_closed = not old[-1]
    if is_closed:
        old.pop()
    after: list[str] = []
    at = 0
    for hunk in hunks or ():
        end = hunk.first + len(hunk.old)
        if hunk.first < at or old[hunk.first : end] != hunk.old or not _ends_alike(hunk, end == len(old), is_closed):
            return None
        after += [*old[at : hunk.first], *hunk.new]
        at = end
    if not hunks:
        return None
    is_open = hunks[-1].new_open if at == len(old) else not is_closed
    after += old[at:]
    return Document(kept_line_ends(document, after if is_open or not after else [*after, ""]))


def _ends_alike(hunk: _Hunk, at_end: bool, is_closed: bool) -> bool:
    """Whether what the hunk says of the end of the old text is so."""
    if not hunk.old:
        # Into a text that has lines, only a hunk that names some of them is sure of its place.
        return at_end and hunk.first == 0
    return hunk.old_open == (at_end and not is_closed)


def _hunks(lines: Sequence[str]) -> list[_Hunk] | None:
    """All hunks; None where one is not as its header says."""
    hunks: list[_Hunk] = []
    for line in lines:
        header = _HEADER.match(line)
        if header:
            if hunks and not hunks[-1].is_full:
                return None
            first, old, new = int(header[1]), int(header[2] or 1), int(header[4] or 1)
            hunks.append(_Hunk(first - 1 if old else first, old, new))
        elif hunks and not hunks[-1].take(line):
            if not hunks[-1].is_full:
                return None
            break
    return hunks if hunks and hunks[-1].is_full else None
