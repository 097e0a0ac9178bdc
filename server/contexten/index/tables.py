"""The tables of all indexed files: from a name to where it is defined, used, inherited and imported.

**Invariant:** tables never change once they are built; what changes later lies in a view's overlay.

A place is packed into one number, `file << 20 | definition`: measured, arrays of numbers take a seventh of the memory
of objects, and the garbage collector does not walk them.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from contexten.index.entry import Entry, facts_of, imports_of
from contexten.index.imports import import_keys

if TYPE_CHECKING:
    from contexten.syntax.facts import FileFacts, Import

_SHIFT = 20
_MASK = (1 << _SHIFT) - 1
_CACHED_FACTS = 400


class Record:
    """One file of the index: its entry, and what is decoded of it on demand."""

    __slots__ = ("_names", "entry")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._names: Names | None = None

    @property
    def names(self) -> Names:
        """The file's own small tables; only files of an overlay need them."""
        if self._names is None:
            self._names = Names(self.entry)
        return self._names


class Names:
    """The tables of one file."""

    __slots__ = ("defined", "imported", "inherits", "owned", "used")

    def __init__(self, entry: Entry) -> None:
        self.used = frozenset(entry.used)
        self.imported = frozenset(import_keys(entry.language, imports_of(entry)))
        self.defined = _group((name, index) for index, name in enumerate(entry.defined))
        self.inherits = _group(entry.inherits)
        self.owned = _group(entry.owned)


class Tables:
    """All files of the last scan."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.paths = sorted(entries)
        self.ids = {path: number for number, path in enumerate(self.paths)}
        self.entries = [entries[path] for path in self.paths]
        self.defined: dict[str, array[int]] = {}
        self.inherits: dict[str, array[int]] = {}
        self.owned: dict[str, array[int]] = {}
        self.used: dict[str, array[int]] = {}
        self.imported: dict[str, array[int]] = {}
        self.symbols = 0
        self._cache: OrderedDict[int, FileFacts] = OrderedDict()
        self._lock = threading.Lock()
        for number, entry in enumerate(self.entries):
            self._add(number, entry)

    def places(self, table: Mapping[str, array[int]], name: str) -> list[tuple[int, int]]:
        """The (file, definition) pairs of `name` in one of the tables of places."""
        return [(place >> _SHIFT, place & _MASK) for place in table.get(name, ())]

    def facts(self, number: int) -> FileFacts:
        """The facts of a file; the latest few hundred stay decoded."""
        with self._lock:
            found = self._cache.get(number)
            if found is not None:
                self._cache.move_to_end(number)
                return found
        found = facts_of(self.entries[number])
        with self._lock:
            self._cache[number] = found
            if len(self._cache) > _CACHED_FACTS:
                self._cache.popitem(last=False)
        return found

    def imports(self, number: int) -> tuple[Import, ...]:
        """The imports of a file."""
        with self._lock:
            found = self._cache.get(number)
        return found.imports if found is not None else imports_of(self.entries[number])

    def _add(self, number: int, entry: Entry) -> None:
        base = number << _SHIFT
        self.symbols += len(entry.defined)
        for index, name in enumerate(entry.defined):
            _append(self.defined, "Q", name, base | index)
        for name, index in entry.inherits:
            _append(self.inherits, "Q", name, base | index)
        for name, index in entry.owned:
            _append(self.owned, "Q", name, base | index)
        for name in entry.used:
            _append(self.used, "I", name, number)
        for key in import_keys(entry.language, imports_of(entry)):
            _append(self.imported, "I", key, number)


def _append(table: dict[str, array[int]], code: str, name: str, value: int) -> None:
    found = table.get(name)
    if found is None:
        table[name] = array(code, (value,))
    else:
        found.append(value)


def _group(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for name, index in pairs:
        grouped.setdefault(name, []).append(index)
    return grouped
