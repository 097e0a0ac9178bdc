"""Base: the files of the last scan with their strings and the look-ups by name over all that they define and use.

**Invariant:** a Base is a function of its columns, and these are one of the files' paths and entries; so it can be
written as bytes and read again.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from contexten.index.atlas.atlas import Atlas
from contexten.index.atlas.groups import Groups
from contexten.index.atlas.owners import owner_types
from contexten.index.atlas.segment import LANGUAGE_IDS, Segment, columns_of
from contexten.index.atlas.strings import Strings, pack_strings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.rows import Columns
    from contexten.index.atlas.segment import Part

    Ints = NDArray[np.int32]

TABLES = ("defined", "used", "inherits", "owned", "keys")


class Base(Segment):
    """A Segment with its own Strings, which it shares with all that is laid over it."""

    def __init__(self, paths: Sequence[str], columns: Columns) -> None:
        super().__init__(paths, columns)
        self.strings = Strings(columns)
        self.tables = {name: _Table(columns, name) for name in TABLES}

    @classmethod
    def made(cls, parts: Iterable[Part]) -> Base:
        """The Base of files given by path, language and sheet, in order of their paths."""
        numbers: dict[str, int] = {"": 0}

        def intern(texts: Sequence[str]) -> list[int]:
            add = numbers.setdefault
            return [add(text, len(numbers)) for text in texts]

        paths, columns = columns_of(parts, intern)
        for name in TABLES:
            groups = Groups.by(columns.pop(name))
            columns |= {f"table.{name}": groups.values, f"table.{name}.keys": groups.keys}
            columns[f"table.{name}.runs"] = groups.starts
        columns |= pack_strings(tuple(numbers))
        made = cls(paths, Segment(paths, columns).packed())
        made.columns["outside.types"] = owner_types(Atlas(made), made.outside.values)
        return made

    @cached_property
    def languages(self) -> list[str]:
        """By file the id of its language."""
        return [LANGUAGE_IDS[number] if number >= 0 else "" for number in self.columns["language"].tolist()]

    @cached_property
    def packages(self) -> list[str]:
        """By file the package it says it belongs to."""
        texts = {number: self.strings.text(number) for number in set(self.columns["package"].tolist())}
        return [texts[number] for number in self.columns["package"].tolist()]

    @cached_property
    def definitions(self) -> Ints:
        """By file how many definitions it has, local ones included."""
        return np.diff(self.columns["defined.starts"])

    def places(self, table: str, name: str) -> list[tuple[int, int]]:
        """The (file, item) pairs of `name` in one of the tables, in order."""
        number = self.strings.find(name)
        return self.tables[table].places(number) if number or not name else []

    def places_in(self, table: str, name: str, file: int) -> list[int]:
        """The items of `name` in one file."""
        number = self.strings.find(name)
        return self.tables[table].places_in(number, file) if number or not name else []


class _Table:
    """From a name to the items of files that have it: definitions, groups of references, bases, keys of imports."""

    def __init__(self, columns: Columns, name: str) -> None:
        self._groups = Groups(columns[f"table.{name}.keys"], columns[f"table.{name}.runs"], columns[f"table.{name}"])
        self._starts: Ints = columns[f"{name}.starts"]
        self._items: Ints | None = columns.get(f"{name}.items")

    def places(self, number: int) -> list[tuple[int, int]]:
        rows = self._groups.of(number)
        files = self._starts.searchsorted(rows, "right") - 1
        items = rows - self._starts[files] if self._items is None else self._items[rows]
        return list(zip(files.tolist(), items.tolist(), strict=True))

    def places_in(self, number: int, file: int) -> list[int]:
        rows = self._groups.of(number)
        first, last = int(self._starts[file]), int(self._starts[file + 1])
        # Of the type of the rows, so that these are not copied.
        ends = rows.searchsorted(np.array((first, last), rows.dtype))
        found = rows[ends[0] : ends[1]]
        return (found - first if self._items is None else self._items[found]).tolist()
