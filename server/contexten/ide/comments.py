"""Marker comments: free-text instructions that any editor can give, without a plugin.

Two forms: `# ai: add retry`, where the marker starts a line of the comment and the lines after it go on with
the instruction; and `# add retry AI!`, where the marker's letters with `!` end it, as aider reads them
(https://aider.chat/docs/usage/watch.html).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.ide.place import Place, stripped
from contexten.syntax import at
from contexten.text import Document, Span, encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.syntax.language import Comments


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a comment asks for."""

    span: Span
    """The comment, from the line that the instruction begins on."""
    text: str
    """On one line; empty where nothing stands behind the marker."""
    trailing: bool
    """Whether code stands before it on its line."""


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    """Without the indentation."""
    text: str
    """Without the signs of a comment."""


def instruction_at(place: Place) -> Instruction | None:
    """The instruction of a marker comment on the cursor's line; None where there is none."""
    found = (_marked(place, lines) for lines in _comments_on_line(place))
    return next((item for item in found if item is not None and item.text), None)


def plain_comment_at(place: Place) -> Instruction | None:
    """The comment on the cursor's line as an instruction, also without a marker; None where there is none."""
    marked = instruction_at(place)
    if marked is not None:
        return marked
    for lines in _comments_on_line(place):
        found = _instruction(place, lines, slice(None), [line.text for line in lines])
        if found.text:
            return found
    return None


def _comments_on_line(place: Place) -> Iterator[list[_Line]]:
    line = place.line
    seen: set[Span] = set()
    for offset in (place.span.start, line.start, max(line.start, line.end - 1)):
        span = at.comment_at(place.parsed, offset)
        if span is not None and span not in seen:
            seen.add(span)
            yield _lines(place.document, span, place.language.comments)


def _lines(document: Document, span: Span, comments: Comments) -> list[_Line]:
    signs = _signs(comments)
    first, last = document.line_of(span.start), document.line_of(max(span.start, span.end - 1))
    lines: list[_Line] = []
    for number in range(first, last + 1):
        whole = document.line_span(number)
        part = stripped(document, Span(max(whole.start, span.start), min(whole.end, span.end)))
        lines.append(_Line(part, signs.sub("", document.slice(part)).strip()))
    return lines


def _signs(comments: Comments) -> re.Pattern[str]:
    """What to take off a line of a comment: its opening, a leading `*` of a block, its closing."""
    openings = [rf"{re.escape(comments.line)}+[/!]*"]
    closings: list[str] = []
    if comments.block:
        openings += [rf"{re.escape(comments.block[0])}[*!]*", rf"\*(?!{re.escape(comments.block[1][-1])})"]
        closings.append(rf"\**{re.escape(comments.block[1])}$")
    return re.compile("|".join([f"^(?:{'|'.join(openings)})", *closings]))


def _marked(place: Place, comment: list[_Line]) -> Instruction | None:
    opening = place.marker.strip()
    if not opening:
        return None
    closing = opening.rstrip(":") + "!"
    texts = [line.text for line in comment]
    for index, text in enumerate(texts):
        for sign in (opening, closing):
            if _same(text[: len(sign)], sign):
                rest = [text[len(sign) :], *texts[index + 1 :]]
                return _instruction(place, comment, slice(index, None), rest)
        if _same(text[-len(closing) - 1 :].lstrip(), closing):
            return _instruction(place, comment, slice(index + 1), [*texts[:index], text[: -len(closing)]])
    return None


def _same(text: str, sign: str) -> bool:
    return text.casefold() == sign.casefold()


def _instruction(place: Place, comment: list[_Line], chosen: slice, texts: list[str]) -> Instruction:
    """Line comments are cut to the chosen lines; a block comment cannot be cut without breaking it."""
    document = place.document
    line_sign = encode(place.language.comments.line)
    block = place.language.comments.block
    has_lines = block is None or block[0] != place.language.comments.line
    cut = has_lines and document.data.startswith(line_sign, comment[0].span.start)
    lines = comment[chosen] if cut else comment
    span = Span(lines[0].span.start, lines[-1].span.end)
    before = document.data[document.starts[document.line_of(span.start)] : span.start]
    return Instruction(span, " ".join(" ".join(texts).split()), trailing=bool(before.strip()))
