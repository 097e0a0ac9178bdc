"""A Base as bytes: a directory of its columns, then the columns, each at a multiple of 64 bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from contexten.index.atlas.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

IMAGE_VERSION = 4
"""Raise it when columns change their meaning."""
_ALIGNED = 64
_HEAD = np.dtype("<u8").itemsize


class _Column(msgspec.Struct, frozen=True, array_like=True):
    name: str
    type: str
    shape: tuple[int, ...]


class _Directory(msgspec.Struct, frozen=True, array_like=True):
    version: int
    tags: dict[str, str]
    paths: bytes
    """Each with a zero byte behind it."""
    columns: tuple[_Column, ...]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Directory)


def pack_base(base: Base, tags: Mapping[str, str]) -> Iterator[bytes | memoryview]:
    """The bytes of `base`, in parts; `tags` come back with it."""
    paths = b"".join(path.encode("utf-8", "surrogatepass") + b"\0" for path in base.paths)
    columns = {name: np.ascontiguousarray(column) for name, column in base.columns.items()}
    listed = tuple(_Column(name, column.dtype.str, column.shape) for name, column in columns.items())
    head = _encoder.encode(_Directory(IMAGE_VERSION, dict(tags), paths, listed))
    yield len(head).to_bytes(_HEAD, "little")
    yield head
    yield bytes(-(_HEAD + len(head)) % _ALIGNED)
    for column in columns.values():
        if column.nbytes:
            yield column.reshape(-1).data.cast("B")
        yield bytes(-column.nbytes % _ALIGNED)


def unpack_base(data: bytes | memoryview) -> tuple[Base, dict[str, str]] | None:
    """The Base of these bytes, whose arrays stay views of them, and its tags; None where it is of another version."""
    view = memoryview(data)
    size = int.from_bytes(view[:_HEAD], "little")
    try:
        directory = _decoder.decode(view[_HEAD : _HEAD + size])
    except msgspec.DecodeError:
        return None
    if directory.version != IMAGE_VERSION:
        return None
    place = _HEAD + size + -(_HEAD + size) % _ALIGNED
    columns: dict[str, np.ndarray] = {}
    for item in directory.columns:
        kind = np.dtype(item.type)
        count = int(np.prod(item.shape, dtype=np.int64))
        columns[item.name] = np.frombuffer(view, kind, count, place).reshape(item.shape)
        place += count * kind.itemsize + -(count * kind.itemsize) % _ALIGNED
    paths = str(directory.paths, "utf-8", "surrogatepass").split("\0")[:-1]
    return Base(paths, columns), directory.tags
