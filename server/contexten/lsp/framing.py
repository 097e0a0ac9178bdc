"""Frames of the base protocol, without any reading or writing.

Tolerant where clients differ (case of header names, missing space, bare line feeds) and bounded where a broken or
hostile one could hurt: no frame above `MAX_BODY` is ever kept in memory. After garbage the decoder looks for the next
`Content-Length` and goes on from there.

Source of the rules: LSP 3.17, "Base Protocol".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BODY = 64 * 1024 * 1024
"""Bytes of the largest body that is read; larger ones are skipped."""
MAX_SKIPPED = 1024 * 1024 * 1024
"""Bytes of the largest body that is skipped; a larger claim cannot be believed and ends the stream."""
MAX_HEADER = 64 * 1024
"""Bytes of header or garbage without a frame in it, after which the stream is given up."""

_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*([^\r\n]*)\r?\n", re.IGNORECASE)
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_HEADER_LINES = re.compile(rb"(?:[!-9;-~]+[ \t]*:[^\r\n]*\r?\n)+\r?\n")


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A body of `size` bytes was skipped."""

    size: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The stream cannot be followed any more; `reason` is one sentence."""

    reason: str


def frame(body: bytes) -> bytes:
    """`body` with its header."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


class FrameDecoder:
    """Cuts a byte stream into bodies."""

    def __init__(self, *, max_body: int = MAX_BODY, max_skipped: int = MAX_SKIPPED) -> None:
        self._max_body = max_body
        self._max_skipped = max_skipped
        self._buffer = bytearray()
        self._body = -1
        self._skip = 0

    def feed(self, data: bytes) -> Iterator[bytes | TooLarge | Unreadable]:
        """The bodies that are complete with `data`; nothing more comes after `Unreadable`."""
        self._buffer += data
        while self._advance():
            if self._body < 0:
                found = self._read_header()
                if found is None:
                    return
                if not isinstance(found, bool):
                    yield found
                continue
            if len(self._buffer) < self._body:
                return
            body = bytes(self._buffer[: self._body])
            del self._buffer[: self._body]
            self._body = -1
            yield body

    def _advance(self) -> bool:
        """Drop what is to be skipped; whether bytes are left to look at."""
        dropped = min(self._skip, len(self._buffer))
        del self._buffer[:dropped]
        self._skip -= dropped
        return bool(self._buffer) or self._body == 0

    def _read_header(self) -> bool | TooLarge | Unreadable | None:
        """True: go on; None: more bytes are needed."""
        match = _HEADER_LINES.match(self._buffer)
        if match is not None and _LENGTH.search(self._buffer, 0, match.end()) is None:
            del self._buffer[: match.end()]
            return True
        length = _LENGTH.search(self._buffer)
        end = None if length is None else _HEADER_END.search(self._buffer, length.end(1))
        if length is None or end is None:
            return self._give_up() if len(self._buffer) > MAX_HEADER else None
        claimed = length.group(1).strip()
        if not claimed.isdigit():
            del self._buffer[: length.end()]
            return True
        return self._expect(int(claimed[:20]), end.end())

    def _expect(self, size: int, header: int) -> bool | TooLarge | Unreadable:
        del self._buffer[:header]
        if size <= self._max_body:
            self._body = size
            return True
        if size > self._max_skipped:
            self._buffer.clear()
            return Unreadable(f"a message claims to be {size} bytes long")
        self._skip = size
        return TooLarge(size)

    def _give_up(self) -> Unreadable:
        self._buffer.clear()
        return Unreadable(f"{MAX_HEADER} bytes came without a message header")
