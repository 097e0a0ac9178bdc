"""Places as people write them: `path.py:120`, `path.py:120:8`, `path.py:10-20`; lines and columns count from 1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from contexten.errors import ClientError
from contexten.text import Document, PositionEncoding, Span, offset_at

_LOCATION = re.compile(r"^(?P<path>.+?):(?P<line>\d{1,20})(?:-(?P<last>\d{1,20})|:(?P<column>\d{1,20}))?$")


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file; lines and column count from 1."""

    path: Path
    line: int
    column: int | None = None
    last_line: int | None = None


def parse_location(text: str) -> Location:
    """Read `PATH:LINE[:COL]` or `PATH:FIRST-LAST`. Raises ClientError that says the form."""
    match = _LOCATION.match(text)
    if match is None:
        raise ClientError(f"'{text}' names no place. Write PATH:LINE, PATH:LINE:COL or PATH:FIRST-LAST.")
    column, last = match["column"], match["last"]
    return Location(
        Path(match["path"]), int(match["line"]), int(column) if column else None, int(last) if last else None
    )


def span_of(document: Document, location: Location) -> Span:
    """The cursor or selection in bytes; a line alone means its first character that is not white space."""
    if not 1 <= location.line <= document.line_count:
        raise ClientError(f"'{location.path}' has {document.line_count} lines; there is no line {location.line}.")
    if location.last_line is not None:
        if location.last_line < location.line:
            raise ClientError(f"Line {location.last_line} stands above line {location.line}: write PATH:FIRST-LAST.")
        if location.last_line > document.line_count:
            raise ClientError(f"'{location.path}' has {document.line_count} lines; the range must lie inside it.")
        return Span(document.starts[location.line - 1], document.line_span(location.last_line - 1).end)
    if location.column is not None:
        offset = offset_at(document, location.line - 1, location.column - 1, PositionEncoding.UTF32)
        return Span(offset, offset)
    text = document.line_text(location.line - 1)
    offset = document.starts[location.line - 1] + len(text.encode()) - len(text.lstrip().encode())
    return Span(offset, offset)
