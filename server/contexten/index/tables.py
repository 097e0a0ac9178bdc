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

from contexten.index.entry import Entry, facts_of, imports_of, names_of, outline_of, sheet_of, table_names, uses_of
from contexten.index.imports import import_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contexten.index.atlas.base import Base
    from contexten.syntax.facts import FileFacts, Import, Reference

_SHIFT = 20
_MASK = (1 << _SHIFT) - 1
_CACHED_ITEMS = 40_000
"""How many definitions and references stay decoded; one takes about 300 bytes."""

Places = dict[str, "array[int]"]


class Record:
    """One file of an overlay: its facts and its own small tables."""

    def __init__(self, facts: FileFacts) -> None:
        self.facts = facts
        self.uses: dict[str, list[Reference]] = {}
        for reference in facts.references:
            self.uses.setdefault(reference.name, []).append(reference)
        names = table_names(facts, tuple(self.uses))
        self.defined = _grouped((name, index) for index, name in enumerate(names.defined))
        self.used = _grouped((name, index) for index, name in enumerate(names.used))
        self.inherits = _grouped(names.inherits)
        self.owned = _grouped(names.owned)
        self.imported = _grouped((key, 0) for key in import_keys(facts.language, facts.imports))


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

    def uses(self, number: int, name: str) -> list[Reference]:
        """The references to `name` in a file, in order of their start."""
        entry = self.entries[number]
        return [item for group in self.places_in(self.used, name, number) for item in uses_of(entry, group)]

    def imports(self, number: int) -> tuple[Import, ...]:
        """The imports of a file."""
        found = self._outlines.get(number)
        return found.imports if found is not None else imports_of(self.entries[number])

    def _add(self, base: int, entry: Entry) -> None:
        names = names_of(entry)
        _fill(self.defined, base, names.defined)
        _fill(self.used, base, names.used)
        _fill_pairs(self.inherits, base, names.inherits)
        _fill_pairs(self.owned, base, names.owned)
        for key in import_keys(entry.language, imports_of(entry)):
            _fill(self.imported, base, (key,))

    @cached_property
    def base(self) -> Base:
        """The base of the Atlas; loads numpy."""
        from contexten.index.atlas.base import Base

        sheets = [sheet_of(entry) for entry in self.entries]
        return Base(self.paths, [entry.language for entry in self.entries], sheets)


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


def _fill(table: Places, base: int, names: Iterable[str]) -> None:
    """Add each name with its place in the order; a loop of its own because a start adds hundreds of thousands."""
    get = table.get
    for place, name in enumerate(names, base):
        found = get(name)
        if found is None:
            table[name] = array("Q", (place,))
        else:
            found.append(place)


def _fill_pairs(table: Places, base: int, pairs: Iterable[tuple[str, int]]) -> None:
    for name, index in pairs:
        _fill(table, base | index, (name,))


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for name, index in pairs:
        grouped.setdefault(name, []).append(index)
    return grouped
