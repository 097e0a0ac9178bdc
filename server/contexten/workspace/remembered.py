"""What the last scan of the same roots left: the image of its tables, and what each file looked like.

The modules behind it load numpy, so they are imported when an image is read or written.
"""

from __future__ import annotations

import contextlib
import ctypes
from typing import TYPE_CHECKING

import msgspec

from contexten.index.entry import Entry, unpack_entry
from contexten.index.extract import entry_key, entry_of_text
from contexten.index.tables import Tables
from contexten.syntax.languages import of_path
from contexten.text import Document
from contexten.workspace.files import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from contexten.store import Store


class Stamp(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a file looked like when its entry was made."""

    mtime_ns: int
    """NEVER or FAILED: the file is to be read again."""
    size: int
    digest: str
    """SHA-256 of the text, in hex."""


NEVER = -1
"""The time of a file that could have changed again within one tick of its clock."""
FAILED = -2
"""The time of a file that could not be parsed."""


def has_stamps(tables: Tables) -> bool:
    """Whether these tables are those of an image."""
    return tables.base is not None and "stamp.digest" in tables.base.columns


def stamps_of(tables: Tables) -> dict[str, Stamp]:
    """What the files of an image's tables looked like; empty for other tables."""
    if tables.base is None or not has_stamps(tables):
        return {}
    columns = tables.base.columns
    digests = columns["stamp.digest"].tobytes().hex()
    rows = zip(tables.paths, columns["stamp.mtime"].tolist(), columns["stamp.size"].tolist(), strict=True)
    return {
        path: Stamp(mtime, size, digests[64 * number : 64 * number + 64])
        for number, (path, mtime, size) in enumerate(rows)
    }


def load(store: Store, roots: Sequence[str], on_outdated: Callable[[str], None]) -> Tables | None:
    """The tables of the last scan of these roots, None where there is no image of them that can be used."""
    from contexten.index.saved import load_tables

    return load_tables(store.images, _name(roots), _recover(store, on_outdated))


def save(
    store: Store,
    roots: Sequence[str],
    tables: Tables,
    stamps: Mapping[str, Stamp],
    on_outdated: Callable[[str], None],
) -> Tables:
    """Write an image; the same tables with their entries on disk, or `tables` where it could not be written."""
    if tables.base is None:
        return tables
    from contexten.index.saved import save_tables

    rows = {path: (stamp.mtime_ns, stamp.size, stamp.digest) for path, stamp in stamps.items()}
    return save_tables(store.images, _name(roots), tables, rows, _recover(store, on_outdated))


def fold(
    store: Store,
    roots: Sequence[str],
    tables: Tables,
    entries: Mapping[str, Entry],
    digests: Mapping[str, str],
    on_outdated: Callable[[str], None],
) -> Tables:
    """The tables of `entries`, which followed on `tables`; written as an image where that is possible."""
    stamps = stamps_of(tables)
    known = {path: stamps[path] for path, digest in digests.items() if path in stamps and stamps[path].digest == digest}
    fresh = {path: Stamp(NEVER, 0, digest) for path, digest in digests.items() if path not in known}
    folded = save(store, roots, Tables.of(entries), {**known, **fresh}, on_outdated)
    give_back()
    return folded


def give_back() -> None:
    """Return freed memory to the system, where the C library can: joining leaves several times what is kept."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _name(roots: Sequence[str]) -> str:
    return "\n".join(roots)


def _recover(store: Store, on_outdated: Callable[[str], None]) -> Callable[[str, str], Entry | None]:
    """Finds an entry that is damaged in the image: in the store, or from the file where that is still the same."""

    def recover(path: str, digest: str) -> Entry | None:
        language = of_path(path)
        if language is None:
            return None
        key = entry_key(digest, language)
        blob = store.blobs.get_many([key]).get(key)
        found = None if blob is None else unpack_entry(blob)
        data = read_text(path) if found is None else None
        if data is not None and Document(data).digest == digest:
            found = entry_of_text(data, language)
        if found is None:
            on_outdated(path)
        return found

    return recover
