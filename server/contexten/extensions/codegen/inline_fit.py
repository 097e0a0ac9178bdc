"""From what a model says to the text that is shown at the cursor, or to nothing.

Models that are asked in a conversation (`fitting`) and those that fill in the middle (`filled`) repeat what stands
before or behind the cursor, indent as they like and go on too long; so the answer is freed of what is there already,
brought to the place's indentation and cut at the end until it fits.

**Invariant:** what is given back adds no syntax error to the text it was made for, has no more lines than allowed, and
holds neither a secret nor what stood for one in the prompt.
"""

from __future__ import annotations

from itertools import islice, takewhile
from typing import TYPE_CHECKING

from contexten.context.redact import Redactor
from contexten.edits.formats.fences import fences
from contexten.edits.lines import is_blank, leading, split_lines, unix, with_newline
from contexten.edits.refusals import elision
from contexten.edits.validate import insertable
from contexten.extensions.codegen.inline_block import one_block, opens
from contexten.text import Patch, Span, encode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contexten.extensions.codegen.inline_spot import Spot

CURSOR = "<cursor/>"
"""Marks the cursor in the prompt; a model may repeat it."""
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_TRIES = 16
"""Texts that are checked at most; each costs a parse."""
_LINES_REPEATED = 2
_UNDECIDED = 8
"""Letters of a line that is still being written, from which on it is known whether it ends a block."""
_LEAST_REPEATED = 2
"""Letters before the cursor that are taken for repeated where an answer starts with them."""


def fitting(answer: str, spot: Spot, *, max_lines: int, whole: bool) -> str:
    """The longest start of `answer` that fits at `spot`, with the document's line ends; empty where none does.

    `whole` False: the answer was broken off, so its last line counts for nothing.
    """
    lines = _code_of(answer)
    is_clean = Redactor().is_clean
    lines = list(takewhile(is_clean, lines if whole else lines[:-1]))
    lines = _indented(_without_start(lines, spot.before), spot.before)
    lines = _until_known(lines, spot)[:max_lines]
    return _longest(lines, spot)


def filled(answer: str, spot: Spot, *, max_lines: int, whole: bool, ends: Sequence[str]) -> str:
    """The same of an answer that goes on at the very cursor, without a fence; `ends` are what it is over at."""
    text, is_over = up_to(answer, ends)
    lines = split_lines(unix(text))
    lines = list(takewhile(Redactor().is_clean, lines if whole or is_over else lines[:-1]))
    lines = one_block(_without_second_indent(lines, spot), spot.before, spot.after)
    lines = _until_repeated(_until_known(lines, spot), spot)[:max_lines]
    return _longest(lines, spot) or _longest(_indented(_without_start(lines, spot.before), spot.before), spot)


def is_enough(answer: str, spot: Spot, *, max_lines: int, ends: Sequence[str]) -> bool:
    """Whether nothing that could still come of an answer for `filled` would be shown."""
    text, is_over = up_to(answer, ends)
    lines = split_lines(unix(text))
    if len(lines[-1].strip()) < _UNDECIDED:
        lines[-1] = ""
    lines = _without_second_indent(lines, spot)
    return is_over or len(lines) > max_lines or len(one_block(lines, spot.before, spot.after)) < len(lines)


def up_to(answer: str, ends: Sequence[str]) -> tuple[str, bool]:
    """`answer` up to the first of `ends`, and whether there is one."""
    places = [place for end in ends if (place := answer.find(end)) >= 0]
    return (answer[: min(places)], True) if places else (answer, False)


def refitted(text: str, spot: Spot) -> str:
    """`text`, which fitted before the editor closed a bracket or quote behind the cursor, as it fits now."""
    return _longest(split_lines(text), spot)


def _longest(lines: list[str], spot: Spot) -> str:
    tries = 0
    for count in range(len(lines), 0, -1):
        for text in _endings("\n".join(lines[:count]).rstrip(), spot.after.strip()):
            shown = with_newline(text, spot.document.newline)
            if tries < _TRIES and text.strip() and _fits(spot, shown):
                return shown
            tries += 1
    return ""


def _fits(spot: Spot, text: str) -> bool:
    patch = Patch(Span(spot.offset, spot.offset), encode(text))
    return elision(text, spot.document.text) is None and insertable(spot.parsed, patch)


def _code_of(answer: str) -> list[str]:
    """The lines of the first fenced block, or of all; of an answer that repeats the cursor, what follows it."""
    text = unix(answer)
    blocks = fences(text, lambda _: True)
    lines = split_lines((blocks[0].snippet.text if blocks else text).rpartition(CURSOR)[2])
    while len(lines) > 1 and is_blank(lines[-1]):
        lines.pop()
    return lines


def _without_start(lines: list[str], before: str) -> list[str]:
    """`lines` without the start of the cursor's line, where the first one repeats it."""
    known = before.strip()
    if not known:
        first = next((number for number, line in enumerate(lines) if not is_blank(line)), len(lines))
        return lines[first:]
    first = lines[0].lstrip() if lines else ""
    if len(known) < _LEAST_REPEATED or not first.startswith(known):
        return lines
    rest = first[len(known) :]
    return [rest.lstrip() if before != before.rstrip() else rest, *lines[1:]]


def _indented(lines: list[str], before: str) -> list[str]:
    """`lines` as they stand in the file: some models count from the cursor's line, some from the margin."""
    if not lines or not before:
        return lines
    first, rest, here = lines[0], lines[1:], leading(before)
    own = leading(first) if is_blank(before) else ""
    if is_blank(before):
        first = first.lstrip(" \t")
    depths = [len(leading(line)) for line in rest if not is_blank(line)]
    if own == here and own:
        return [first, *rest]
    if own:
        return [first, *(here + line.removeprefix(own) if line.startswith(own) else line for line in rest)]
    too_flat = depths and (min(depths) < len(here) or (opens(first) and depths[0] <= len(here)))
    return [first, *((here + line if line.strip() else line) if too_flat else line for line in rest)]


def _until_known(lines: list[str], spot: Spot) -> list[str]:
    """`lines` up to where they only repeat what follows the cursor's line."""
    following = _following(spot, len(lines))
    stripped = [text.strip() for text in lines]
    for start in range(len(lines)):
        rest = [text for text in stripped[start:] if text]
        if any(any(map(str.isalnum, text)) for text in rest) and rest == following[: len(rest)]:
            return lines[:start]
    return lines


def _until_repeated(lines: list[str], spot: Spot) -> list[str]:
    """`lines` up to where at least two of them are those that follow the cursor's line, whatever comes then."""
    following = _following(spot, _LINES_REPEATED)
    stripped = [text.strip() for text in lines]
    for start in range(len(lines)):
        rest = [text for text in stripped[start:] if text][:_LINES_REPEATED]
        if len(rest) == _LINES_REPEATED and rest == following and any(map(str.isalnum, "".join(rest))):
            return lines[:start]
    return lines


def _following(spot: Spot, count: int) -> list[str]:
    """The next `count` lines behind the cursor's that are not blank, stripped."""
    document = spot.document
    line = document.line_of(spot.offset)
    behind = (document.line_text(number).strip() for number in range(line + 1, document.line_count))
    return list(islice(filter(None, behind), count))


def _without_second_indent(lines: list[str], spot: Spot) -> list[str]:
    """`lines` without an indentation that stands before the cursor already, where nothing opens a deeper block."""
    before = spot.before
    if not lines or not before or not is_blank(before) or leading(lines[0]) != before or is_blank(lines[0]):
        return lines
    line = spot.document.line_of(spot.offset)
    above = (spot.document.line_text(number) for number in range(line - 1, -1, -1))
    opener = next((text for text in above if not is_blank(text)), "")
    if opens(opener) and len(leading(opener)) >= len(before):
        return lines
    return [lines[0].removeprefix(before), *lines[1:]]


def _endings(text: str, after: str) -> Iterator[str]:
    """`text` as it is, and without the end that stands behind the cursor already; what looks balanced first."""
    longest = next((size for size in range(min(len(after), len(text)), 0, -1) if text.endswith(after[:size])), 0)
    variants = [text, text[: len(text) - longest]] if longest else [text]
    yield from variants if _is_balanced(text) else reversed(variants)


def _is_balanced(text: Sequence[str]) -> bool:
    open_: list[str] = []
    for sign in text:
        if sign in _PAIRS:
            open_.append(_PAIRS[sign])
        elif sign in _PAIRS.values() and (not open_ or open_.pop() != sign):
            return False
    return True
