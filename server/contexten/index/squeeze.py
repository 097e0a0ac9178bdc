"""Compression of what the index keeps: LZ4, because a scan packs and a request unpacks thousands of small parts.

Measured on Django against zlib's fastest level: a seventh of the time to pack, a tenth to unpack, a third more room.
"""

from __future__ import annotations

from typing import Any

import lz4.block

_block: Any = lz4.block
"""The library has no types."""
_HEAD = 4
"""Bytes in front that say how long the unpacked part is, little endian."""


def squeezed(data: bytes) -> bytes:
    """The compressed bytes of `data`."""
    return _block.compress(data)


def unsqueezed(data: bytes) -> bytes:
    """The inverse of `squeezed`; raises ValueError where the bytes are damaged."""
    try:
        return _block.decompress(data)
    except _block.LZ4BlockError as error:
        raise ValueError("these bytes are not what was compressed") from error


def unsqueezed_size(data: bytes) -> int:
    """How many bytes `unsqueezed` asks memory for, as the data say; known without unpacking anything."""
    return int.from_bytes(data[:_HEAD], "little")
