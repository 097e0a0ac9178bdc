"""Server-sent events, bounded: bytes in, the `data` of each event out.

Source of the rules: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

**Invariant:** no more than one line and one event are held, neither longer than MAX_LINE bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE = 1024 * 1024
"""Bytes of one line, and of the data of one event."""

_LINE_END = re.compile(rb"\r\n|\n|\r")


class SseError(ValueError):
    """The bytes are not a bounded event stream in UTF-8; the message says what is wrong with them."""


class SseReader:
    """Collect the chunks of one response; `feed` and `finish` give the data of each complete event."""

    def __init__(self) -> None:
        self._tail = bytearray()
        self._data: list[bytes] = []
        self._size = 0
        self._at_start = True

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Events that `chunk` completes. Raises SseError for a line over MAX_LINE bytes or bad UTF-8."""
        is_inside_line = b"\n" not in chunk and b"\r" not in chunk and not self._tail.endswith(b"\r")
        if is_inside_line:
            # The common case of a slow drip: the line so far is neither copied nor searched again.
            self._tail += chunk
            self._check(len(self._tail))
            return
        text = bytes(self._tail) + chunk
        start = 0
        for end in _LINE_END.finditer(text):
            # A carriage return at the very end may be half of a CRLF: wait for the next byte.
            if end.group() == b"\r" and end.end() == len(text):
                break
            yield from self._line(text[start : end.start()])
            start = end.end()
        self._tail = bytearray(text[start:])
        self._check(len(self._tail))

    def finish(self) -> Iterator[str]:
        """The last event when the stream ends without an empty line; many servers end so."""
        yield from self._line(bytes(self._tail).removesuffix(b"\r"))
        yield from self._line(b"")

    def _line(self, line: bytes) -> Iterator[str]:
        if self._at_start:
            line = line.removeprefix(b"\xef\xbb\xbf")
            self._at_start = False
        if not line:
            if self._data:
                yield self._event()
            return
        name, _, value = line.partition(b":")
        if name == b"data":
            self._size += len(value)
            self._check(max(self._size, len(line)))
            self._data.append(value.removeprefix(b" "))

    def _check(self, size: int) -> None:
        if size > MAX_LINE:
            raise SseError("has a line of more than 1 MiB")

    def _event(self) -> str:
        data = b"\n".join(self._data)
        self._data.clear()
        self._size = 0
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            raise SseError("is not valid UTF-8") from None
