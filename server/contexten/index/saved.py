"""Tables in an image: what a start reads instead of joining all entries again. Loads numpy.

**Invariant:** tables read from an image answer as those that were written. An entry in it that was damaged later is
asked for elsewhere; where nobody has it, the file answers nothing until it is read again.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from contexten.index.atlas.base import Base
from contexten.index.atlas.image import pack_base, unpack_base
from contexten.index.entry import Entry, hollow_entry, pack_entry, unpack_entry
from contexten.index.extract import entry_key
from contexten.index.tables import Tables
from contexten.syntax.languages import by_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from contexten.store.images import Image, Images

    Recover = Callable[[str, str], Entry | None]
    Seen = tuple[int, int, str]

_UNSEEN = (-1, 0, "0" * 64)


def save_tables(images: Images, name: str, tables: Tables, stamps: Mapping[str, Seen], recover: Recover) -> Tables:
    """Write `tables` as the image `name`, with time, size and text digest of each file.

    Returns the same tables with their entries on disk, or `tables` where that failed.
    """
    base = tables.base
    if base is None or not images.usable:
        return tables
    checks, files = _Checks(), range(len(base.paths))
    for number in files:
        checks.add(pack_entry(tables.entries[number]))
    with_entries = Base(base.paths, {**base.columns, **checks.columns(), **_stamp_columns(base.paths, stamps)})
    blobs = (pack_entry(tables.entries[number]) for number in files)
    if not images.write(name, pack_base(with_entries, _tags(base)), blobs):
        return tables
    return load_tables(images, name, recover) or tables


def load_tables(images: Images, name: str, recover: Recover) -> Tables | None:
    """The tables in the image `name`; None where there is none that this version of the program has written.

    `recover` finds an entry by path and text digest when the one in the image is damaged.
    """
    image = images.read(name)
    if image is None:
        return None
    found = unpack_base(image.head)
    if found is None or found[1] != _tags(found[0]):
        return None
    return Tables(found[0], _Stored(image, found[0], recover))


class _Checks:
    """Where each entry ends in the tail, and its checksum."""

    def __init__(self) -> None:
        self._ends: list[int] = []
        self._sums: list[int] = []

    def add(self, blob: bytes) -> None:
        self._ends.append(len(blob) + (self._ends[-1] if self._ends else 0))
        self._sums.append(zlib.crc32(blob))

    def columns(self) -> dict[str, NDArray[Any]]:
        return {"entry.ends": np.array(self._ends, np.int64), "entry.sums": np.array(self._sums, np.uint32)}


class _Stored:
    """Entries in the tail of an image."""

    def __init__(self, image: Image, base: Base, recover: Recover) -> None:
        self._image = image
        self._base = base
        self._recover = recover

    def __getitem__(self, number: int) -> Entry:
        columns = self._base.columns
        start = int(columns["entry.ends"][number - 1]) if number else 0
        blob = self._image.tail(start, int(columns["entry.ends"][number]))
        if zlib.crc32(blob) == int(columns["entry.sums"][number]) and (found := unpack_entry(blob)) is not None:
            return found
        return self._elsewhere(number)

    def _elsewhere(self, number: int) -> Entry:
        base = self._base
        digest = base.columns["stamp.digest"][number].tobytes().hex()
        found = self._recover(base.paths[number], digest)
        if found is not None:
            return found
        return hollow_entry(base.languages[number], int(base.definitions[number]))


def _stamp_columns(paths: Sequence[str], stamps: Mapping[str, Seen]) -> dict[str, NDArray[Any]]:
    rows = [stamps.get(path, _UNSEEN) for path in paths]
    digests = bytes.fromhex("".join(row[2] for row in rows))
    return {
        "stamp.mtime": np.array([row[0] for row in rows], np.int64),
        "stamp.size": np.array([row[1] for row in rows], np.int64),
        "stamp.digest": np.frombuffer(digests, np.uint8).reshape(-1, 32),
    }


def _tags(base: Base) -> dict[str, str]:
    """What the entries of each language depend on besides the texts."""
    languages = {name: by_id(name) for name in sorted(set(base.languages))}
    return {name: "" if language is None else entry_key("", language) for name, language in languages.items()}
