"""The tables of all indexed files: from a name to where it is defined, used, inherited and imported.

**Invariant:** tables never change once they are built; what changes later lies in a view's overlay.

A place is packed into one number, `file << 20 | item`: measured, arrays of numbers take a seventh of the memory of
objects, and the garbage collector does not walk them.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left
from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING

from contexten.index.entry import Entry, facts_of, imports_of, names_of, outline_of
from contexten.index.imports import import_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contexten.syntax.facts import FileFacts, Import

_SHIFT = 20
_MASK = (1 << _SHIFT) - 1
_CACHED_ITEMS = 60_000
"""How many definitions and references stay decoded; one takes about 300 bytes."""

Places = dict[str, "array[int]"]


class Record:
    """One file of an overlay: its entry and its own small tables."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        names = names_of(entry)
        self.defined = _grouped((name, index) for index, name in enumerate(names.defined))
        self.used = _grouped((name, index) for index, name in enumerate(names.used))
        self.inherits = _grouped(names.inherits)
        self.owned = _grouped(names.owned)
        self.imported = _grouped((key, 0) for key in import_keys(entry.language, self.imports))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """The imports of the file."""
        return imports_of(self.entry)

    @cached_property
    def facts(self) -> FileFacts:
        """The facts of the file."""
        return facts_of(self.entry)


class Tables:
    """All files of the last scan."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.paths = sorted(entries)
        self.ids = {path: number for number, path in enumerate(self.paths)}
        self.entries = [entries[path] for path in self.paths]
        self.defined: Places = {}
        self.used: Places = {}
        self.inherits: Places = {}
        self.owned: Places = {}
        self.imported: Places = {}
        self.symbols = sum(entry.definitions for entry in self.entries)
        self._facts = _Cache()
        self._outlines = _Cache()
        for number, entry in enumerate(self.entries):
            self._add(number << _SHIFT, entry)

    def places(self, table: Places, name: str) -> list[tuple[int, int]]:
        """The (file, item) pairs of `name` in one of the tables."""
        return [(place >> _SHIFT, place & _MASK) for place in table.get(name, ())]

    def places_in(self, table: Places, name: str, number: int) -> list[int]:
        """The items of `name` in one file."""
        found = table.get(name)
        if found is None:
            return []
        start = bisect_left(found, number << _SHIFT)
        end = bisect_left(found, (number + 1) << _SHIFT)
        return [place & _MASK for place in found[start:end]]

    def facts(self, number: int) -> FileFacts:
        """The facts of a file; some of the latest stay decoded."""
        found = self._facts.get(number)
        if found is None:
            found = facts_of(self.entries[number])
            self._facts.put(number, found)
        return found

    def outline(self, number: int) -> FileFacts:
        """The facts of a file without its references; some of the latest stay decoded."""
        found = self._outlines.get(number) or self._facts.get(number)
        if found is None:
            found = outline_of(self.entries[number])
            self._outlines.put(number, found)
        return found

    def imports(self, number: int) -> tuple[Import, ...]:
        """The imports of a file."""
        found = self._outlines.get(number)
        return found.imports if found is not None else imports_of(self.entries[number])

    def _add(self, base: int, entry: Entry) -> None:
        names = names_of(entry)
        for index, name in enumerate(names.defined):
            _append(self.defined, name, base | index)
        for index, name in enumerate(names.used):
            _append(self.used, name, base | index)
        for name, index in names.inherits:
            _append(self.inherits, name, base | index)
        for name, index in names.owned:
            _append(self.owned, name, base | index)
        for key in import_keys(entry.language, imports_of(entry)):
            _append(self.imported, key, base)


class _Cache:
    """The latest decoded facts, as many as hold a fixed number of items."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, FileFacts] = OrderedDict()
        self._items = 0
        self._lock = threading.Lock()

    def get(self, number: int) -> FileFacts | None:
        """The facts of a file, where they are still there."""
        with self._lock:
            found = self._kept.get(number)
            if found is not None:
                self._kept.move_to_end(number)
            return found

    def put(self, number: int, facts: FileFacts) -> None:
        """Keep `facts`; the longest unused ones go."""
        with self._lock:
            if number in self._kept:
                return
            self._kept[number] = facts
            self._items += _items(facts)
            while self._items > _CACHED_ITEMS and len(self._kept) > 1:
                self._items -= _items(self._kept.popitem(last=False)[1])


def _items(facts: FileFacts) -> int:
    return len(facts.definitions) + len(facts.references) + len(facts.imports) + 10


def _append(table: Places, name: str, value: int) -> None:
    found = table.get(name)
    if found is None:
        table[name] = array("Q", (value,))
    else:
        found.append(value)


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for name, index in pairs:
        grouped.setdefault(name, []).append(index)
    return grouped
