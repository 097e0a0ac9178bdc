"""Between byte spans and the protocol's ranges, in the encoding that was negotiated."""

from __future__ import annotations

from lsprotocol import types

from contexten.text import Document, PositionEncoding, Span, offset_at, position_at


def span_of(document: Document, where: types.Range, encoding: PositionEncoding) -> Span:
    """The bytes of a range; a range that runs backwards is turned round."""
    first = offset_at(document, where.start.line, where.start.character, encoding)
    last = offset_at(document, where.end.line, where.end.character, encoding)
    return Span(min(first, last), max(first, last))


def range_of(document: Document, span: Span, encoding: PositionEncoding) -> types.Range:
    """The range of a byte span."""
    return types.Range(
        start=types.Position(*position_at(document, span.start, encoding)),
        end=types.Position(*position_at(document, span.end, encoding)),
    )
