"""An index for others: what was found out about the files of a folder, for another copy of it on any machine.

**Invariant:** a part is found by the content of a file, never by its path, and no path is written. So it serves every
copy of the folder, and every branch that has the same text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.errors import DiskError
from contexten.index.entry import pack_entry
from contexten.index.extract import entry_key
from contexten.index.sound import is_sound
from contexten.store.bundle import MAX_BYTES, Bundle, Part, write_bundle
from contexten.syntax.languages import LANGUAGES, by_id

if TYPE_CHECKING:
    from pathlib import Path

    from contexten.store import Store
    from contexten.workspace.scan import ScanReport
    from contexten.workspace.workspace import Workspace

_AT_ONCE = 200
_BYTES_AT_ONCE = 16_000_000


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    parts: int
    """One for each different text in one language."""
    bytes: int
    left_out: int
    """Parts that are too large, or too many."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the parts of an exported index."""

    added: int
    known: int
    """They were in the store already; its own stay."""
    damaged: int
    other_version: int
    """Made by another version of Contexten or of a grammar; their files will be parsed."""
    foreign: int
    """Not of the shape that this program writes."""
    left_out: int
    """More than a store can hold."""


def export_index(workspace: Workspace, report: ScanReport, path: Path) -> Exported:
    """Write what is known of the files of `workspace` after the scan of `report`; the same texts give the same bytes.

    Raises DiskError where the file cannot be written.
    """
    failed = {file for file, _ in report.skipped}
    keyed = {(entry.language, digest): entry for file, digest, entry in workspace.indexed() if file not in failed}
    tags = _tags()
    parts = (
        Part(language, digest, tags[language], pack_entry(keyed[language, digest]))
        for language, digest in sorted(keyed)
        if language in tags
    )
    count, size = write_bundle(path, parts)
    return Exported(count, size, len(keyed) - count)


def import_index(store: Store, path: Path) -> Imported:
    """Take over what `path` holds and `store` lacks.

    Raises ClientError where it is no exported index, DiskError where it cannot be read or nothing can be kept.
    """
    with Bundle(path) as bundle:
        taking = _Taking(store)
        for part in bundle.parts():
            taking.take(part)
        taking.keep()
        return taking.result(bundle.count)


class _Taking:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._tags = _tags()
        self._waiting: dict[str, Part] = {}
        self._size = self._total = 0
        self._seen = self._added = self._known = self._other = self._foreign = self._left_out = 0

    def take(self, part: Part) -> None:
        """Look at one part; those that can be used are kept a few at once."""
        self._seen += 1
        self._total += len(part.value)
        language = by_id(part.language)
        if self._total > MAX_BYTES:
            self._left_out += 1
        elif language is None or self._tags[language.id] != part.tag:
            self._other += 1
        elif not _is_digest(part.digest):
            self._foreign += 1
        else:
            self._waiting[entry_key(part.digest, language)] = part
            self._size += len(part.value)
            if len(self._waiting) >= _AT_ONCE or self._size >= _BYTES_AT_ONCE:
                self.keep()

    def keep(self) -> None:
        """Write what waits and is not in the store yet. Raises DiskError where it cannot be kept."""
        waiting, self._waiting, self._size = self._waiting, {}, 0
        known = self._store.blobs.get_many(waiting)
        fresh = {key: part for key, part in waiting.items() if key not in known}
        sound = {key: part.value for key, part in fresh.items() if is_sound(part.value, part.language)}
        kept = self._store.blobs.put_many(sound)
        if self._store.degraded or not kept:
            raise DiskError(self._store.degraded or "The cache is in use by another process; try again.")
        self._known += len(known)
        self._foreign += len(fresh) - len(sound)
        self._added += len(sound)

    def result(self, count: int) -> Imported:
        """The counts; a part that was written and never seen was damaged."""
        damaged = max(0, count - self._seen)
        return Imported(self._added, self._known, damaged, self._other, self._foreign, self._left_out)


def _tags() -> dict[str, str]:
    """What an entry of each language depends on besides the text."""
    return {language.id: entry_key("", language) for language in LANGUAGES}


def _is_digest(text: str) -> bool:
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)
