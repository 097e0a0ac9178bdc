"""The text of one file at one moment.

**Invariant:** a Document never changes; an edit makes a new one.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from typing import TYPE_CHECKING

from contexten.text.lines import line_starts, patched_line_starts
from contexten.text.span import Patch, Span, apply_patches

if TYPE_CHECKING:
    from collections.abc import Iterable


def encode(text: str) -> bytes:
    """UTF-8; a lone surrogate, which JSON can carry, is kept as its three bytes."""
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """The inverse of `encode`; bytes that are no UTF-8 become U+FFFD."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def is_unicode(text: str) -> bool:
    """Whether no half of a surrogate pair is in `text`: JSON can carry one, and no file's name and no request can."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Document:
    """UTF-8 text with a version (None for a file as it is on disk) and a line index."""

    __slots__ = ("_digest", "_starts", "data", "version")

    def __init__(self, data: bytes, version: int | None = None, *, starts: list[int] | None = None) -> None:
        self.data = data
        self.version = version
        self._starts = starts
        self._digest: str | None = None

    @classmethod
    def of(cls, text: str, version: int | None = None) -> Document:
        """A Document of decoded text."""
        return cls(encode(text), version)

    def __repr__(self) -> str:
        return f"Document(version={self.version}, bytes={len(self.data)})"

    @property
    def starts(self) -> list[int]:
        """The byte offset of each line's first byte; do not change it."""
        if self._starts is None:
            self._starts = line_starts(self.data)
        return self._starts

    @property
    def text(self) -> str:
        """The whole text, decoded anew at each call."""
        return decode(self.data)

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex."""
        if self._digest is None:
            self._digest = hashlib.sha256(self.data).hexdigest()
        return self._digest

    @property
    def line_count(self) -> int:
        """How many lines there are; a text that ends in a line end has an empty last line."""
        return len(self.starts)

    @property
    def newline(self) -> str:
        """The line end this text uses: that of its first line, or a line feed."""
        if self.line_count == 1:
            return "\n"
        end = self.data[: self.starts[1]]
        return "\r\n" if end.endswith(b"\r\n") else decode(end[-1:])

    def line_of(self, offset: int) -> int:
        """The 0-based line that byte `offset` stands in."""
        return bisect_right(self.starts, offset) - 1

    def line_span(self, line: int) -> Span:
        """The bytes of 0-based `line` without its line end; lines past the end are empty at the end."""
        if line >= self.line_count:
            return Span(len(self.data), len(self.data))
        start = self.starts[line]
        if line + 1 == self.line_count:
            return Span(start, len(self.data))
        end = self.starts[line + 1]
        return Span(start, end - (2 if self.data[start:end].endswith(b"\r\n") else 1))

    def line_text(self, line: int) -> str:
        """The decoded text of 0-based `line` without its line end."""
        return self.slice(self.line_span(line))

    def slice(self, span: Span) -> str:
        """The decoded text of `span`."""
        return decode(self.data[span.start : span.end])

    def lines_covering(self, span: Span) -> Span:
        """`span` widened to whole lines, with the last line's end."""
        first, last = self.line_of(span.start), self.line_of(max(span.start, span.end - 1))
        end = self.starts[last + 1] if last + 1 < self.line_count else len(self.data)
        return Span(self.starts[first], end)

    def patched(self, patch: Patch, version: int | None = None) -> Document:
        """The text after one patch, with the line index carried over."""
        data = apply_patches(self.data, [patch])
        return Document(data, version, starts=patched_line_starts(self.starts, data, patch))

    def patched_all(self, patches: Iterable[Patch], version: int | None = None) -> Document:
        """The text after several patches that all name places in this Document."""
        return Document(apply_patches(self.data, patches), version)
