"""Reading files of the disk as text."""

from __future__ import annotations

import os
import stat

from contexten.index.extract import is_text

MAX_TEXT_BYTES = 10_000_000


def read_text(path: str, *, max_bytes: int = MAX_TEXT_BYTES) -> bytes | None:
    """The bytes of an ordinary file that is UTF-8 text of at most `max_bytes`; None where it is not."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError):
        return None
    try:
        seen = os.fstat(handle)
        if not stat.S_ISREG(seen.st_mode) or seen.st_size > max_bytes:
            return None
        data = _read_all(handle, max_bytes)
    except OSError:
        return None
    finally:
        os.close(handle)
    return data if data is not None and is_text(data) else None


def _read_all(handle: int, max_bytes: int) -> bytes | None:
    parts: list[bytes] = []
    total = 0
    while part := os.read(handle, 1 << 20):
        parts.append(part)
        total += len(part)
        if total > max_bytes:
            return None
    return b"".join(parts)
