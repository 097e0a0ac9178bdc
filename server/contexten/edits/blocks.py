"""Carries out search/replace blocks and diff hunks on the file.

**Invariant:** a block goes to exactly one place or nowhere. The first of several equal places is never guessed
(aider#685: a lone `}` matched in the wrong function).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.edits.lines import leading
from contexten.edits.model import Refused

if TYPE_CHECKING:
    from contexten.edits.formats.answer import Block

_MOST_HINT_DISTANCE = 40


@dataclass(frozen=True, slots=True)
class _Match:
    first: int
    last: int
    shift: str = ""
    """White space to put before each line of the replacement."""
    drop: str = ""
    """White space to take away from each line of the replacement."""


def apply_blocks(lines: Sequence[str], blocks: Sequence[Block], asked: range) -> list[str] | Refused:
    """`lines` after all `blocks` in order; `asked` (0-based lines) decides between several equal places."""
    result = list(lines)
    grown = 0
    for number, block in enumerate(blocks, 1):
        window = range(asked.start, asked.stop + max(grown, 0))
        found = _place(result, block, window, grown)
        if isinstance(found, str):
            return Refused(f"block {number} of the answer {found}", _detail(block))
        replacement = [_shifted(line, found) for line in _inner(block.replace, block.search)]
        result[found.first : found.last] = replacement
        grown += len(replacement) - (found.last - found.first)
    return result


def _place(lines: list[str], block: Block, asked: range, grown: int) -> _Match | str:
    """Where the block goes, or why it goes nowhere."""
    search = _inner(block.search, block.search)
    if not search:
        return _at_hint(lines, block, asked)
    for tier in (_exactly, _but_trailing_space, _but_indentation):
        matches = _unique(_matches(lines, search, tier), asked, block.line + grown if block.line >= 0 else -1)
        if len(matches) == 1:
            return matches[0]
        if matches:
            return f"fits {len(matches)} places"
    return "does not fit the file"


def _at_hint(lines: list[str], block: Block, asked: range) -> _Match | str:
    """Where a block goes that searches nothing: to an empty file, or into the asked lines."""
    if not any(line.strip() for line in lines):
        return _Match(0, len(lines))
    if 0 <= block.line <= len(lines) and block.line in range(asked.start, asked.stop + 1):
        return _Match(block.line, block.line)
    return "names no text that it replaces"


_Tier = Callable[[Sequence[str], Sequence[str]], tuple[str, str] | None]
"""Compares equally many lines; gives the indentation to add and to drop, or None."""


def _exactly(part: Sequence[str], search: Sequence[str]) -> tuple[str, str] | None:
    return ("", "") if list(part) == list(search) else None


def _but_trailing_space(part: Sequence[str], search: Sequence[str]) -> tuple[str, str] | None:
    return ("", "") if [line.rstrip() for line in part] == [line.rstrip() for line in search] else None


def _but_indentation(part: Sequence[str], search: Sequence[str]) -> tuple[str, str] | None:
    if [line.strip() for line in part] != [line.strip() for line in search]:
        return None
    pairs = [(leading(one), leading(other)) for one, other in zip(part, search, strict=True) if one.strip()]
    for shift, drop in {_difference(one, other) for one, other in pairs}:
        if all(one == shift + other.removeprefix(drop) and other.startswith(drop) for one, other in pairs):
            return shift, drop
    return None


def _difference(file: str, answer: str) -> tuple[str, str]:
    if file.endswith(answer):
        return file[: len(file) - len(answer)], ""
    if answer.endswith(file):
        return "", answer[: len(answer) - len(file)]
    return file, answer


def _matches(lines: list[str], search: Sequence[str], tier: _Tier) -> list[_Match]:
    size = len(search)
    first = search[0].strip()
    found: list[_Match] = []
    for start in range(len(lines) - size + 1):
        if lines[start].strip() != first:
            continue
        change = tier(lines[start : start + size], search)
        if change is not None:
            found.append(_Match(start, start + size, *change))
    return found


def _unique(matches: list[_Match], asked: range, hint: int) -> list[_Match]:
    if len(matches) < 2:
        return matches
    inside = [match for match in matches if asked.start <= match.first and match.last <= asked.stop]
    if len(inside) == 1:
        return inside
    near = [match for match in inside or matches if hint >= 0 and abs(match.first - hint) <= _MOST_HINT_DISTANCE]
    exact = [match for match in near if match.first == hint]
    return exact or (near if len(near) == 1 else inside or matches)


def _inner(lines: Sequence[str], search: Sequence[str]) -> list[str]:
    """`lines` without as many blank lines at both ends as `search` has there."""
    head = next((number for number, line in enumerate(search) if line.strip()), len(search))
    tail = next((number for number, line in enumerate(reversed(search)) if line.strip()), 0)
    result = list(lines)
    while head and result and not result[0].strip():
        result.pop(0)
        head -= 1
    while tail and result and not result[-1].strip():
        result.pop()
        tail -= 1
    return result


def _shifted(line: str, match: _Match) -> str:
    return match.shift + line.removeprefix(match.drop) if line.strip() else line


def _detail(block: Block) -> str:
    shown = "\n".join(block.search[:12])
    return f"These lines were not found exactly once in the file:\n{shown}" if shown.strip() else ""
