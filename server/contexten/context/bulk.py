"""What names mean, asked for thousands at once: `Meaning` in arrays.

Every question is a pair of columns; every answer is a column of symbols, -1 where there is none. Equal questions are
answered once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.meaning import IS_TYPE
from contexten.index.sheet import TOP_LEVEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contexten.context.meaning import Meaning

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

_OWN, _LINKED, _BESIDE = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Bulk:
    """Answers by the arrays of one Atlas; what takes a walk over bases is asked of `meaning`."""

    meaning: Meaning

    def tops(self, files: Ints, names: Ints) -> Ints:
        """What each name means at the top of its file."""
        return _answered(self._tops, files, names)

    def inside_modules(self, files: Ints, names: Ints) -> Ints:
        """What each name means in the modules that its file imports."""
        return _answered(self._inside_modules, files, names)

    def types(self, files: Ints, names: Ints) -> Ints:
        """The type each name means in its file; one that it does not know is the only one of that name anywhere."""
        return _answered(self._types, files, names)

    def members(self, types: Ints, names: Ints) -> Ints:
        """What each name is in its type, inherited ones included."""
        return _answered(self._members, types, names)

    def types_of(self, symbols: Ints) -> Ints:
        """The type of what each symbol gives: itself for a type, its result for a function, else its declared type."""
        atlas = self.meaning.atlas
        found = np.full(len(symbols), -1, np.int32)
        there = np.flatnonzero(symbols >= 0)
        known = symbols[there]
        found[there] = np.where(IS_TYPE[atlas.kind[known]], known, self.types(atlas.file[known], atlas.type[known]))
        return found

    def _tops(self, files: Ints, names: Ints) -> Ints:
        owner, symbols = self._named(names)
        atlas = self.meaning.atlas
        theirs, own = atlas.file[symbols], files[owner]
        known = self._known(files, names)[owner]
        rank = np.where(known & self._beside(own, theirs), _BESIDE, 0)
        rank = np.where(known & self._linked(own, theirs), _LINKED, rank)
        return self._first(owner, symbols, np.where(own == theirs, _OWN, rank), len(names))

    def _inside_modules(self, files: Ints, names: Ints) -> Ints:
        owner, symbols = self._named(names)
        theirs = self.meaning.atlas.file[symbols]
        return self._first(owner, symbols, self._linked(files[owner], theirs).astype(np.int64), len(names))

    def _types(self, files: Ints, names: Ints) -> Ints:
        atlas = self.meaning.atlas
        owner, symbols = atlas.named_many(names)
        kept = IS_TYPE[atlas.kind[symbols]] & (names[owner] > 0)
        owner, symbols = owner[kept], symbols[kept]
        theirs, own = atlas.file[symbols], files[owner]
        known = self._known(files, names)[owner] & ((atlas.flags[symbols] & TOP_LEVEL) != 0)
        rank = np.where(known & self._beside(own, theirs), _BESIDE, 0)
        rank = np.where(known & self._linked(own, theirs), _LINKED, rank)
        found = self._first(owner, symbols, np.where(own == theirs, _OWN, rank), len(names))
        only = np.zeros(len(names), np.int32)
        only[owner] = symbols
        alone = np.bincount(owner, minlength=len(names)) == 1
        for place in np.flatnonzero((found < 0) & alone).tolist():
            if atlas.text_of(int(names[place]))[:1].isupper():
                found[place] = only[place]
        return found

    def _members(self, types: Ints, names: Ints) -> Ints:
        atlas = self.meaning.atlas
        owner, symbols = atlas.named_many(names)
        found = self._first(owner, symbols, (atlas.parent[symbols] == types[owner]).astype(np.int64), len(names))
        possible = np.bincount(owner[atlas.parent[symbols] >= 0], minlength=len(names)) > 0
        for place in np.flatnonzero((found < 0) & possible).tolist():
            inherited = self.meaning.inherited(int(types[place]), int(names[place]))
            if inherited >= 0:
                found[place] = inherited
        return found

    def _first(self, owner: NDArray[np.int64], symbols: Ints, rank: NDArray[np.int64], count: int) -> Ints:
        """For each owner the symbol of the highest rank above 0, the first of those; -1 where there is none."""
        found = np.full(count, -1, np.int32)
        kept = np.flatnonzero(rank > 0)
        place = self.meaning.atlas.place[symbols[kept]]
        order = kept[np.lexsort((place, -rank[kept], owner[kept]))]
        owners, first = np.unique(owner[order], return_index=True)
        found[owners] = symbols[order[first]]
        return found

    def _named(self, names: Ints) -> tuple[NDArray[np.int64], Ints]:
        """The symbols at the top level of some file that have these names."""
        atlas = self.meaning.atlas
        owner, symbols = atlas.named_many(names)
        kept = (atlas.flags[symbols] & TOP_LEVEL) != 0
        return owner[kept], symbols[kept]

    def _known(self, files: Ints, names: Ints) -> Bools:
        """Whether each name can mean something at the top of its file."""
        atlas = self.meaning.atlas
        return atlas.is_open[files] | atlas.knows(files, names)

    def _linked(self, own: Ints, theirs: Ints) -> Bools:
        """Whether each file imports the other."""
        distinct, which = np.unique(own, return_inverse=True)
        if not len(distinct):
            return np.zeros(0, np.bool_)
        return np.stack([self.meaning.seen_from(file) for file in distinct.tolist()])[which, theirs]

    def _beside(self, own: Ints, theirs: Ints) -> Bools:
        """Whether the two files say they belong to one package."""
        package = self.meaning.atlas.package
        return (package[own] == package[theirs]) & (package[own] != 0)


def _answered(answer: Callable[[Ints, Ints], Ints], one: Ints, other: Ints) -> Ints:
    """`answer` asked for each distinct pair, and what it gave for every row."""
    distinct, which = np.unique(_keys(one, other), return_inverse=True)
    if not len(distinct):
        return np.zeros(0, np.int32)
    return answer((distinct >> 32).astype(np.int32), (distinct & 0xFFFFFFFF).astype(np.int32))[which]


def _keys(one: NDArray[np.integer], other: NDArray[np.integer]) -> NDArray[np.int64]:
    return (one.astype(np.int64) << 32) | other.astype(np.int64)
