"""A bundle: values with what they were made from, in one file that another machine can take over.

**Invariant:** every part that is read is what was written, by its hash; damage costs only the parts it touches.
A bundle appears under its name when it is whole, readable by the person alone, or not at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import struct
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from contexten.errors import ClientError, DiskError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

FORMAT = 1
MAX_PART = 16_000_000
"""Bytes of one value; larger ones are neither written nor read."""
MAX_BYTES = 400_000_000
"""Bytes of all values of a bundle: what fits into a store with room to spare."""

_MAGIC = b"CTXSHARE"
_MARK = b"CTXPART\n"
_HEAD = struct.Struct("<8sIQ")
"""Magic, format, how many parts follow; then their CRC-32."""
_PART = struct.Struct("<8sII32s")
"""Mark, bytes of the names, bytes of the value, SHA-256 over both; then their CRC-32."""
_SUM = struct.Struct("<I")
_MAX_NAMES = 1_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """One value, and what its key is made of."""

    language: str
    digest: str
    """SHA-256 of the text it was made from, in hex."""
    tag: str
    """What else the value depends on."""
    value: bytes


def write_bundle(path: Path, parts: Iterable[Part]) -> tuple[int, int]:
    """Write `parts` to `path` in one step with mode 0600; how many were written, and the bytes of their values.

    What is too large, or exceeds MAX_BYTES in all, is left out. Raises DiskError where the file cannot be written; one
    that was there stays as it was.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb", buffering=_CHUNK) as file:
                written = _write(file, parts)
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise DiskError(f"'{path}' cannot be written: {error.strerror}.") from error
    return written


class Bundle:
    """A bundle that is read part by part, once."""

    def __init__(self, path: Path) -> None:
        """Raises ClientError where there is no such file, or it is no bundle of a format that is known here."""
        self._file = _opened(path)
        try:
            self.count = _count(self._file, path)
            """How many parts were written."""
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        """The bundle itself; it is closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def parts(self) -> Iterator[Part]:
        """The intact parts, in their order; the others are missing. Raises DiskError where reading fails."""
        place = _HEAD.size + _SUM.size
        try:
            while place >= 0:
                size, part = _part(self._file, place)
                if part is not None:
                    yield part
                place = place + size if size else _next_mark(self._file, place + 1)
        except OSError as error:
            raise DiskError(f"The file cannot be read: {error.strerror}.") from error


def _write(file: BinaryIO, parts: Iterable[Part]) -> tuple[int, int]:
    file.write(_sealed(_HEAD, _MAGIC, FORMAT, 0))
    count = total = 0
    for part in parts:
        names = f"{part.language}\x00{part.digest}\x00{part.tag}".encode()
        size = len(part.value)
        if size > MAX_PART or total + size > MAX_BYTES or len(names) > _MAX_NAMES:
            continue
        file.write(_sealed(_PART, _MARK, len(names), size, _hash(names, part.value)))
        file.write(names)
        file.write(part.value)
        count, total = count + 1, total + size
    file.seek(0)
    file.write(_sealed(_HEAD, _MAGIC, FORMAT, count))
    return count, total


def _opened(path: Path) -> BinaryIO:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise ClientError(f"'{path}' cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ClientError(f"'{path}' is no file.")
    return os.fdopen(handle, "rb", buffering=_CHUNK)


def _count(file: BinaryIO, path: Path) -> int:
    head = _unsealed(_HEAD, file)
    if head is None or head[0] != _MAGIC:
        raise ClientError(f"'{path}' is no exported index, or its beginning is damaged.")
    if head[1] != FORMAT:
        raise ClientError(f"'{path}' was exported by another version of Contexten; export it again with this one.")
    return int(head[2])


def _part(file: BinaryIO, place: int) -> tuple[int, Part | None]:
    """The bytes of the part that begins at `place`, 0 where none does; and the part where it is intact."""
    file.seek(place)
    head = _unsealed(_PART, file)
    if head is None or head[0] != _MARK or head[1] > _MAX_NAMES or head[2] > MAX_PART:
        return 0, None
    names, value = file.read(head[1]), file.read(head[2])
    if len(value) != head[2]:
        return 0, None
    size = _PART.size + _SUM.size + len(names) + len(value)
    if _hash(names, value) != head[3]:
        return size, None
    found = names.decode("utf-8", "replace").split("\0")
    return size, Part(found[0], found[1], found[2], value) if len(found) == 3 else None


def _next_mark(file: BinaryIO, place: int) -> int:
    """Where the next part may begin, -1: nowhere."""
    while True:
        file.seek(place)
        chunk = file.read(_CHUNK)
        at = chunk.find(_MARK)
        if at >= 0:
            return place + at
        if len(chunk) < len(_MARK):
            return -1
        place += len(chunk) - len(_MARK) + 1


def _sealed(shape: struct.Struct, *values: bytes | int) -> bytes:
    head = shape.pack(*values)
    return head + _SUM.pack(zlib.crc32(head))


def _unsealed(shape: struct.Struct, file: BinaryIO) -> tuple[Any, ...] | None:
    raw = file.read(shape.size + _SUM.size)
    if len(raw) < shape.size + _SUM.size or _SUM.unpack_from(raw, shape.size)[0] != zlib.crc32(raw[: shape.size]):
        return None
    return shape.unpack_from(raw)


def _hash(names: bytes, value: bytes) -> bytes:
    return hashlib.sha256(len(names).to_bytes(4, "little") + names + value).digest()
