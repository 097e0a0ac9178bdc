"""Line and character positions in the protocol's three encodings, and byte offsets.

Source of the rules: LSP 3.17, "Position": characters past the end of a line mean its end; a position inside a
surrogate pair or a UTF-8 sequence is rounded down. For lines past the end the protocol is silent: they mean the end
of the text.
"""

from __future__ import annotations

from enum import StrEnum

from contexten.text.document import Document, decode


class PositionEncoding(StrEnum):
    """What one `character` counts."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


def offset_at(document: Document, line: int, character: int, encoding: PositionEncoding) -> int:
    """The byte offset of a position, clamped as the protocol says."""
    if line < 0:
        return 0
    span = document.line_span(line)
    if character <= 0 or line >= document.line_count:
        return span.start
    raw = document.data[span.start : span.end]
    if raw.isascii():
        return span.start + min(character, len(raw))
    if encoding is PositionEncoding.UTF8:
        return span.start + _round_down(raw, min(character, len(raw)))
    return span.start + _bytes_of_units(decode(raw), character, encoding)


def position_at(document: Document, offset: int, encoding: PositionEncoding) -> tuple[int, int]:
    """The 0-based line and character of a byte offset; inside a line end it is the end of the line."""
    offset = min(max(offset, 0), len(document.data))
    line = document.line_of(offset)
    span = document.line_span(line)
    raw = document.data[span.start : min(offset, span.end)]
    if encoding is PositionEncoding.UTF8 or raw.isascii():
        return line, len(raw)
    text = decode(raw)
    if encoding is PositionEncoding.UTF32:
        return line, len(text)
    return line, len(text) + sum(char > "\uffff" for char in text)


def _round_down(raw: bytes, index: int) -> int:
    while index < len(raw) and index > 0 and raw[index] & 0xC0 == 0x80:
        index -= 1
    return index


def _bytes_of_units(text: str, units: int, encoding: PositionEncoding) -> int:
    if encoding is PositionEncoding.UTF32:
        return _byte_length(text[:units])
    count = 0
    for index, char in enumerate(text):
        count += 2 if char > "\uffff" else 1
        if count > units:
            return _byte_length(text[:index])
    return _byte_length(text)


def _byte_length(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
