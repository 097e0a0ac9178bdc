"""Changes: what lies over the scanned files, as far as names can mean something else by it.

**Invariant:** a use that `touches` leaves alone means the same symbol as in the scanned files alone, at its new number.
Meaning is followed by names only, so it is enough to know the names: of symbols that came, went or became others, of
types above which such types stand, of what gives or belongs to one of them, and of files whose imports changed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from contexten.index.atlas.segment import IS_TYPE
from contexten.index.atlas.sets import among
from contexten.index.receivers import Form
from contexten.index.sheet import TOP_LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.atlas import Atlas
    from contexten.index.atlas.rows import Uses

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

_COLUMNS = ("name", "kind", "parent", "owner", "type", "flags")


class Row(NamedTuple):
    """Of a symbol what tells what names mean; strings by number, `parent` as a place in the file."""

    name: int
    kind: int
    parent: int
    owner: int
    type: int
    top: int
    bases: tuple[int, ...]


Key = tuple[int, tuple[int, int] | None, int, int, int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Changes:
    """What an Atlas changes of the one over the scanned files alone."""

    names: Bools
    """By string whether it may mean something else."""
    files: Ints
    """The scanned files whose imports mean other files now, in order."""
    gone: Ints
    """The symbols of scanned files that others stand for now, in order."""
    instead: Ints
    """These others; -1 where there is none."""
    same_uses: tuple[tuple[int, int, int], ...]
    """Uses of edited files that say the same as scanned ones: the first, how many, and the first scanned one."""

    def touches(self, files: Ints, uses: Uses) -> Bools:
        """Whether each use, in the scanned file `files` gives for it, may mean something else."""
        found: Bools = self.names[uses.name] | self.names[uses.base] | self.names[uses.via]
        # What a chain goes through stands in one string, so its names are not compared.
        found |= uses.form == Form.CHAIN
        return found | among(files, self.files) if len(self.files) else found

    def keeps(self, file: int, name: int) -> bool:
        """Whether a name means the same as before in a scanned file whose number is still its own."""
        return not self.names[name] and (not len(self.files) or file not in self.files)

    def moved(self, symbols: Ints) -> Ints:
        """The numbers that symbols of the scanned files have now; -1 stays."""
        if not len(self.gone):
            return symbols
        places = np.minimum(self.gone.searchsorted(symbols), len(self.gone) - 1)
        return np.where(self.gone[places] == symbols, self.instead[places], symbols)

    def scanned_rows(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The scanned uses that say the same as those with these numbers; -1 where there is none."""
        found = np.full(len(rows), -1, np.int64)
        for first, count, scanned in self.same_uses:
            inside = (rows >= first) & (rows < first + count)
            found[inside] = rows[inside] + (scanned - first)
        return found


def changes_of(scanned: Atlas, atlas: Atlas) -> Changes | None:
    """What `atlas` changes of the one over the scanned files; None where anything may be different."""
    pairs, relinked = _pairs(scanned, atlas), atlas.relinked()
    if pairs is None or relinked is None:
        return None
    found = _Found()
    for old, new in pairs:
        found.compare(scanned, old, atlas, new)
    moved = dict(pairs)
    files = [file for file in relinked.tolist() if file < scanned.files and _links_differ(scanned, file, atlas, file)]
    for file in files:
        found.add_typed(_rows(scanned, file))
    found.follow(scanned)
    names = np.zeros(atlas.strings, np.bool_)
    names[list(found.names)] = True
    names[0] = False
    order = sorted(found.moved)
    return Changes(
        names,
        np.array([file for file in files if file not in moved], np.int32),
        np.array(order, np.int32),
        np.array([found.moved[symbol] for symbol in order], np.int32),
        tuple(found.same_uses),
    )


def _pairs(scanned: Atlas, atlas: Atlas) -> list[tuple[int, int]] | None:
    """The scanned files that others at the same paths stand for, and these; None where files came or went."""
    dead = [file for file in atlas.dead if file < scanned.files]
    pairs = [(file, atlas.file_of(scanned.path_of(file))) for file in dead]
    living = int(np.count_nonzero(atlas.file_alive[scanned.files :]))
    return pairs if living == len(pairs) and all(new >= 0 for _, new in pairs) else None


class _Found:
    """Collects what changed over all files."""

    def __init__(self) -> None:
        self.names: set[int] = set()
        self.types: set[int] = set()
        """The names of types that became others."""
        self.moved: dict[int, int] = {}
        self.same_uses: list[tuple[int, int, int]] = []

    def compare(self, scanned: Atlas, old: int, atlas: Atlas, new: int) -> None:
        """Add what became other in one file."""
        before, after = _rows(scanned, old), _rows(atlas, new)
        first, start = scanned.symbols_of_file(old).start, atlas.symbols_of_file(new).start
        if before == after:
            self.moved.update((first + place, start + place) for place in range(len(before)))
        else:
            self._pair(before, after, first, start)
        if _files_differ(scanned, old, atlas, new):
            for row in (*before, *after):
                self._add(row)
        elif _links_differ(scanned, old, atlas, new):
            self.add_typed((*before, *after))
        else:
            self.same_uses += _same_uses(scanned, old, atlas, new)

    def add_typed(self, rows: Iterable[Row]) -> None:
        """Add what hangs on the imports of its file: what has a type, and types that have bases."""
        for row in rows:
            if row.type:
                self.names.add(row.name)
            if row.bases:
                self._add(row)

    def follow(self, scanned: Atlas) -> None:
        """Add what hangs on the types that became others."""
        known: set[int] = set()
        while self.types - known:
            known |= self.types
            self.types |= _names_above(scanned, known)
        self.names |= self.types
        if self.types:
            wanted = np.array(sorted(self.types), np.int32)
            near = among(scanned.type, wanted) | among(scanned.owner, wanted)
            self.names.update(scanned.name[near].tolist())

    def _pair(self, before: Sequence[Row], after: Sequence[Row], first: int, start: int) -> None:
        old, new = _by_name(before), _by_name(after)
        for name in old.keys() | new.keys():
            one, other = old.get(name, []), new.get(name, [])
            if [key for _, key in one] == [key for _, key in other]:
                pairs = zip(one, other, strict=True)
                self.moved.update((first + place, start + now) for (place, _), (now, _) in pairs)
                continue
            self.moved.update((first + place, -1) for place, _ in one)
            for row in (*(before[place] for place, _ in one), *(after[place] for place, _ in other)):
                self._add(row)

    def _add(self, row: Row) -> None:
        self.names.add(row.name)
        if IS_TYPE[row.kind]:
            self.types.add(row.name)


def _rows(atlas: Atlas, file: int) -> list[Row]:
    segment, number = atlas.part_of(file)
    columns = segment.columns
    first, last = columns["symbols.starts"][number : number + 2].tolist()
    name, kind, parent, owner, kinds, flags = (columns[column][first:last] for column in _COLUMNS)
    parent = np.where(parent >= 0, parent - first, -1)
    values = (name, kind, parent, owner, kinds, flags & TOP_LEVEL)
    ends = columns["bases.starts"][first : last + 1].tolist()
    bases = (tuple(columns["bases"][one:other].tolist()) if other > one else () for one, other in pairwise(ends))
    return [Row(*row) for row in zip(*(value.tolist() for value in values), bases, strict=True)]


def _names_above(scanned: Atlas, types: Iterable[int]) -> set[int]:
    """The names of the scanned types that have a base of one of these names."""
    columns = scanned.part_of(0)[0].columns
    places = np.flatnonzero(among(columns["bases"], np.array(sorted(types), np.int32)))
    return set(columns["name"][columns["bases.starts"].searchsorted(places, "right") - 1].tolist())


def _by_name(rows: Sequence[Row]) -> dict[int, list[tuple[int, Key]]]:
    """By name the places of its rows, each with all that says what it is; a parent by its name and turn."""
    found: defaultdict[int, list[tuple[int, Key]]] = defaultdict(list)
    turns: list[tuple[int, int]] = []
    for place, row in enumerate(rows):
        turns.append((row.name, len(found[row.name])))
        parent = turns[row.parent] if row.parent >= 0 else None
        found[row.name].append((place, (row.kind, parent, row.owner, row.type, row.top, row.bases)))
    return found


def _same_uses(scanned: Atlas, old: int, atlas: Atlas, new: int) -> list[tuple[int, int, int]]:
    """What is the same from the start of a file on, and up to its end."""
    (first, one), (start, other) = scanned.uses.of_file(*scanned.part_of(old)), atlas.uses.of_file(*atlas.part_of(new))
    size = min(len(one[0]), len(other[0]))
    pairs = list(zip(one, other, strict=True))
    head = _agreeing([(before[:size], after[:size]) for before, after in pairs])
    size -= head
    tail = _agreeing([(before[::-1][:size], after[::-1][:size]) for before, after in pairs])
    return [(start, head, first), (start + len(other[0]) - tail, tail, first + len(one[0]) - tail)]


def _agreeing(pairs: Sequence[tuple[NDArray[np.generic], NDArray[np.generic]]]) -> int:
    """How many rows agree in all columns, counted from the first."""
    different = np.zeros(len(pairs[0][0]), np.bool_)
    for one, other in pairs:
        different |= one != other
    return int(different.argmax()) if different.any() else len(different)


def _files_differ(scanned: Atlas, old: int, atlas: Atlas, new: int) -> bool:
    """Whether the two say of themselves as a whole the same, such as their package."""
    columns = ((one[old], other[new]) for one, other in zip(_heads(scanned), _heads(atlas), strict=True))
    return any(one != other for one, other in columns)


def _heads(atlas: Atlas) -> Sequence[NDArray[np.generic]]:
    return atlas.package, atlas.is_open, atlas.language


def _links_differ(scanned: Atlas, old: int, atlas: Atlas, new: int) -> bool:
    """Whether the imports of the two bind other names or mean other files."""
    if set(scanned.known(old).tolist()) != set(atlas.known(new).tolist()):
        return True
    before, after = scanned.links(old).tolist(), atlas.links(new).tolist()
    return before != after and set(map(scanned.path_of, before)) != set(map(atlas.path_of, after))
