"""Images: large values in files of their own, of which a part is read at once and the rest piece by piece.

**Invariant:** what `Image.head` holds is what was written, by its hash; pieces of the tail carry their writer's checks.
A missing, damaged, foreign or cut file reads as none, and a file that cannot be written changes nothing.

They are read and not mapped into memory: a mapped file that another process cuts ends this one with SIGBUS.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
import struct
import time
import weakref
from typing import TYPE_CHECKING

from contexten.errors import DiskError
from contexten.store.folder import secure_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_MAGIC = b"CTXIMAGE"
_HEADER = struct.Struct("<8sQQ32s")
"""Magic, bytes of the head, bytes of the tail, SHA-256 over name and head."""
_MAX_IMAGES = 12
_MAX_BYTES = 2_000_000_000
_ABANDONED = 3_600.0
"""Seconds after which a half-written file is taken for that of a process that died."""


class Image:
    """One image that was found intact; it stays readable when its file is replaced or deleted."""

    def __init__(self, handle: int, head: bytes, tail_start: int) -> None:
        self.head = head
        self._handle = handle
        self._tail_start = tail_start
        self._close = weakref.finalize(self, os.close, handle)

    def tail(self, start: int, end: int) -> bytes:
        """Bytes of the tail; fewer where they cannot be read."""
        try:
            return os.pread(self._handle, end - start, self._tail_start + start)
        except OSError:
            return b""


class Images:
    """The images in one folder; None: there are none and none can be written."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def usable(self) -> bool:
        """Whether images can be kept at all."""
        return self._folder is not None

    def read(self, name: str) -> Image | None:
        """The image of this name."""
        if self._folder is None:
            return None
        try:
            secure_folder(self._folder)
            handle = os.open(self._file(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except (OSError, DiskError):
            return None
        try:
            found = _checked(handle, name)
        except OSError:
            found = None
        if found is None:
            os.close(handle)
            return None
        with contextlib.suppress(OSError):
            os.utime(handle)
        return Image(handle, found, _HEADER.size + len(found))

    def write(self, name: str, head: Iterable[bytes | memoryview], tail: Iterable[bytes]) -> bool:
        """Replace the image of this name in one step; False where that fails, and then the old one stays."""
        if self._folder is None:
            return False
        try:
            secure_folder(self._folder)
            self._trim()
            half = self._folder / f"{secrets.token_hex(8)}.half"
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
            handle = os.open(half, flags, 0o600)
            try:
                _write(handle, name, head, tail)
                half.replace(self._file(name))
            except BaseException:
                with contextlib.suppress(OSError):
                    half.unlink()
                raise
        except (OSError, DiskError):
            return False
        return True

    def clear(self) -> int:
        """Delete all; how many there were."""
        return sum(_deleted(path) for path in self._listed("*.image"))

    def _file(self, name: str) -> str:
        return f"{self._folder}/{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.image"

    def _listed(self, pattern: str) -> Iterator[Path]:
        return iter(()) if self._folder is None else self._folder.glob(pattern)

    def _trim(self) -> None:
        """Make room: the longest unused go, and what was left half-written."""
        for path in self._listed("*.half"):
            if _seen(path)[0] < time.time() - _ABANDONED:
                _deleted(path)
        total = 0
        latest = sorted(((*_seen(path), path) for path in self._listed("*.image")), reverse=True)
        for number, (_, size, path) in enumerate(latest):
            total += size
            if number >= _MAX_IMAGES - 1 or total > _MAX_BYTES:
                _deleted(path)


def _checked(handle: int, name: str) -> bytes | None:
    """The head of an image of the person's own that is what was written."""
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        return None
    raw = os.pread(handle, _HEADER.size, 0)
    if len(raw) < _HEADER.size:
        return None
    magic, size, tail, mark = _HEADER.unpack(raw)
    if magic != _MAGIC or found.st_size != _HEADER.size + size + tail:
        return None
    head = os.pread(handle, size, _HEADER.size)
    return head if len(head) == size and _marked(name, [head], tail) == mark else None


def _write(handle: int, name: str, head: Iterable[bytes | memoryview], tail: Iterable[bytes]) -> None:
    with os.fdopen(handle, "wb", buffering=1 << 20) as file:
        file.write(bytes(_HEADER.size))
        parts = list(head)
        size = sum(memoryview(part).nbytes for part in parts)
        for part in parts:
            file.write(part)
        rest = 0
        for part in tail:
            file.write(part)
            rest += len(part)
        file.seek(0)
        file.write(_HEADER.pack(_MAGIC, size, rest, _marked(name, parts, rest)))


def _marked(name: str, parts: Iterable[bytes | memoryview], tail: int) -> bytes:
    """The hash over a name, the parts of a head, and the size of the tail."""
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass") + struct.pack("<Q", tail))
    for part in parts:
        mark.update(part)
    return mark.digest()


def _seen(path: Path) -> tuple[float, int]:
    """When a file was last used, and its bytes."""
    try:
        found = path.lstat()
    except OSError:
        return 0.0, 0
    return found.st_mtime, found.st_size


def _deleted(path: Path) -> int:
    try:
        path.unlink()
    except OSError:
        return 0
    return 1
