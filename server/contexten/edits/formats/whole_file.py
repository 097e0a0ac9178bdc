"""The whole file: a fence, or a bare answer, that repeats most of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.edits.formats.answer import Code, Reading, Whole
from contexten.edits.formats.bare import read_bare
from contexten.edits.formats.fenced import read_fenced
from contexten.edits.lines import split_lines
from contexten.text import Document, Span

if TYPE_CHECKING:
    from contexten.edits.model import Request

_SHARE = 0.6
_FEWEST_LINES = 3


def read_whole_file(answer: str, request: Request) -> Reading | None:
    """The file as it should be, where one piece of code repeats most lines that stand outside the asked span."""
    reading = read_fenced(answer, request) or read_bare(answer, request)
    if not isinstance(reading, Code):
        return None
    known = _significant(_outside(request.document, request.span))
    if len(known) < _FEWEST_LINES:
        return None
    for snippet in sorted(reading.snippets, key=lambda snippet: -len(snippet.text)):
        repeated = known & _significant(snippet.text)
        if len(repeated) >= _SHARE * len(known):
            return Whole(snippet.text)
    return None


def _outside(document: Document, span: Span) -> str:
    return document.slice(Span(0, span.start)) + "\n" + document.slice(Span(span.end, len(document.data)))


def _significant(text: str) -> set[str]:
    """The lines that tell one file from another: neither blank nor a lone bracket."""
    return {line.strip() for line in split_lines(text) if len(line.strip()) > 3}
