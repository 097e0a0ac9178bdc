"""The tables of all indexed files: from a name to where it is defined, used, inherited and imported; and their facts.

**Invariant:** tables never change once they are built; what changes later lies in a view's overlay.

The look-ups are arrays of the Atlas's base, and the entries stay packed, in memory or in the image on disk: measured,
2,800 files take 20 MB so, and took 75 MB as dicts of names. An empty table does without numpy.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

from contexten.index.entry import Entry, facts_of, imports_of, outline_of, sheet_of, uses_of
from contexten.index.imports import import_keys
from contexten.index.words import last_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from contexten.index.atlas.base import Base
    from contexten.index.linked import Linked
    from contexten.index.project import Project
    from contexten.syntax.facts import FileFacts, Import, Reference

_CACHED_ITEMS = 6_000
"""How many definitions and references stay decoded: twice as many gain nothing, half as many cost a twentieth of a
request."""


class Record:
    """One file of an overlay: its facts and its own small tables."""

    def __init__(self, facts: FileFacts) -> None:
        self.facts = facts
        self.uses: dict[str, list[Reference]] = {}
        for reference in facts.references:
            self.uses.setdefault(reference.name, []).append(reference)
        definitions = tuple(enumerate(facts.definitions))
        self.tables: Mapping[str, Mapping[str, list[int]]] = {
            "defined": _grouped((item.name, index) for index, item in definitions),
            "used": _grouped((name, index) for index, name in enumerate(self.uses)),
            "inherits": _grouped((last_part(base), index) for index, item in definitions for base in item.bases),
            "owned": _grouped((item.owner, index) for index, item in definitions if item.owner),
            "keys": _grouped((key, 0) for key in import_keys(facts.language, facts.imports)),
        }


def shape_of(facts: FileFacts) -> int:
    """A number that stays the same for as long as no import anywhere can mean something else by these facts."""
    named = [(item.name, item.kind, item.parent, item.owner, item.exported) for item in facts.definitions]
    imports = [(item.module, item.name, item.alias, item.level) for item in facts.imports]
    return hash((facts.language, facts.package, tuple(named), tuple(imports), facts.exports))


class Entries(Protocol):
    """Entries by the number of their file."""

    def __getitem__(self, number: int, /) -> Entry:
        """The entry of one file."""
        ...


class Tables:
    """All files of the last scan."""

    def __init__(self, base: Base | None = None, entries: Entries = ()) -> None:
        self.base = base
        self.entries = entries
        self.paths: Sequence[str] = () if base is None else base.paths
        self.ids: Mapping[str, int] = {} if base is None else base.numbers
        self.symbols = 0 if base is None else int(base.definitions.sum())
        self._facts = _Cache()
        self._outlines = _Cache()
        self._shapes: dict[int, int] = {}
        self.links: dict[object, tuple[Project, Linked]] = {}
        """What the Atlas found of links between files, by what lies over these tables."""

    @classmethod
    def of(cls, entries: Mapping[str, Entry]) -> Tables:
        """The tables of files with these entries."""
        if not entries:
            return cls()
        from contexten.index.atlas.base import Base

        paths = sorted(entries)
        ordered = [entries[path] for path in paths]
        parts = ((path, entry.language, sheet_of(entry)) for path, entry in zip(paths, ordered, strict=True))
        return cls(Base.made(parts), ordered)

    def places(self, table: str, name: str) -> list[tuple[int, int]]:
        """The (file, item) pairs of `name` in one of the tables."""
        return [] if self.base is None else self.base.places(table, name)

    def places_in(self, table: str, name: str, number: int) -> list[int]:
        """The items of `name` in one file."""
        return [] if self.base is None else self.base.places_in(table, name, number)

    def definitions(self, number: int) -> int:
        """How many definitions a file has."""
        return 0 if self.base is None else int(self.base.definitions[number])

    def language(self, number: int) -> str:
        """The id of a file's language."""
        return "" if self.base is None else self.base.languages[number]

    def package(self, number: int) -> str:
        """The package a file says it belongs to."""
        return "" if self.base is None else self.base.packages[number]

    def shape(self, number: int) -> int:
        """`shape_of` the facts of a file."""
        found = self._shapes.get(number)
        if found is None:
            found = self._shapes[number] = shape_of(self.outline(number))
        return found

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
        groups = self.places_in("used", name, number)
        return [item for group in groups for item in uses_of(self.entries[number], group)]

    def imports(self, number: int) -> tuple[Import, ...]:
        """The imports of a file."""
        found = self._outlines.get(number)
        return found.imports if found is not None else imports_of(self.entries[number])


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


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for name, index in pairs:
        grouped.setdefault(name, []).append(index)
    return grouped
