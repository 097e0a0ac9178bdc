"""Settled: what uses mean, found once for the files of the last scan and kept for all that is laid over them.

Most of what a request looks at is code that nobody touches. What an edit can change of its meaning is asked again of
the edited state; the rest only needs the new numbers of symbols that moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.bulk import Bulk
from contexten.context.chains import ends_of
from contexten.index.receivers import Form

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.meaning import Meaning
    from contexten.index.atlas import Atlas, Changes, Uses

    Ints = NDArray[np.int32]
    Rows = NDArray[np.int64]


class Settled:
    """By the number of a scanned use the symbol it means; threads may fill it at the same time with the same."""

    def __init__(self, scanned: Atlas) -> None:
        self._found = np.zeros(scanned.scanned[2], np.int32)
        """The symbol and 2 more, so that 1 says that nothing is meant and 0 that nobody has asked."""
        self._warmed = 0

    def meant(self, meaning: Meaning, rows: Rows) -> Ints:
        """What the scanned uses with these numbers mean; `meaning` is that of the scanned files alone."""
        found = self._found[rows]
        fresh = np.flatnonzero(found == 0)
        if len(fresh):
            atlas, open_rows = meaning.atlas, rows[fresh]
            uses = atlas.uses.at(np.arange(len(open_rows)), open_rows)
            answers = meant_by_code(Bulk(meaning), atlas.uses.files(open_rows), uses) + np.int32(2)
            self._found[open_rows] = answers
            found[fresh] = answers
        return found - np.int32(2)

    def earlier(self, _file: int, _name: int) -> None:
        """Nothing lies below the scanned files."""

    def warm(self, meaning: Meaning, functions: int) -> bool:
        """Find what some more functions use; whether that is known of all."""
        atlas = meaning.atlas
        last = min(atlas.count, self._warmed + functions)
        _, rows = atlas.uses.rows(np.arange(self._warmed, last))
        self.meant(meaning, rows)
        self._warmed = last
        meaning.forget()
        return last == atlas.count


@dataclass(frozen=True, slots=True)
class Laid:
    """What stays settled where something lies over the scanned files."""

    settled: Settled
    scanned: Meaning
    """That of the scanned files alone."""
    changes: Changes

    def earlier(self, file: int, name: int) -> tuple[Meaning, Changes] | None:
        """Who knows already what a name means in a file, and how its answers are read; None: that has to be found."""
        if file < 0 or file >= self.scanned.atlas.files or not self.changes.keeps(file, name):
            return None
        return self.scanned, self.changes

    def meant(self, meaning: Meaning, rows: Rows, files: Ints, uses: Uses) -> Ints:
        """What uses mean in the state that `meaning` is of."""
        known = np.where(rows < self.scanned.atlas.scanned[2], rows, self.changes.scanned_rows(rows))
        stays = (known >= 0) & ~self.changes.touches(files, uses)
        found = np.empty(len(rows), np.int32)
        kept, others = np.flatnonzero(stays), np.flatnonzero(~stays)
        found[kept] = self.changes.moved(self.settled.meant(self.scanned, known[kept]))
        if len(others):
            found[others] = meant_by_code(Bulk(meaning), files[others], uses.of(others))
        return found


def meant_by_code(bulk: Bulk, files: Ints, uses: Uses) -> Ints:
    """The one symbol that each use means, as far as the code shows it; -1 where it does not."""
    found = np.full(len(files), -1, np.int32)
    bare = np.flatnonzero(uses.form == Form.BARE)
    found[bare] = bulk.tops(files[bare], uses.name[bare])
    modules = np.flatnonzero(uses.form == Form.MODULE)
    found[modules] = bulk.inside_modules(files[modules], uses.name[modules])
    holders = _holders(bulk, files, uses)
    held = np.flatnonzero((found < 0) & (holders >= 0))
    found[held] = bulk.members(holders[held], uses.name[held])
    return found


def _holders(bulk: Bulk, files: Ints, uses: Uses) -> Ints:
    """The type of each receiver."""
    form, base, via = uses.form, uses.base, uses.via
    found = np.full(len(files), -1, np.int32)
    named = np.flatnonzero((form == Form.INSTANCE) | (form == Form.CLASS) | (form == Form.MODULE))
    found[named] = bulk.types(files[named], base[named])
    called = np.flatnonzero((form == Form.RESULT) & (via == 0))
    found[called] = bulk.types_of(bulk.tops(files[called], base[called]))
    for rows, kind, name in (
        (np.flatnonzero((form == Form.RESULT) & (via != 0)), via, base),
        (np.flatnonzero(form == Form.ATTRIBUTE), base, via),
    ):
        types = bulk.types(files[rows], kind[rows])
        there = rows[types >= 0]
        found[there] = bulk.types_of(bulk.members(types[types >= 0], name[there]))
    chained = np.flatnonzero(form == Form.CHAIN)
    found[chained] = ends_of(bulk, files[chained], base[chained], via[chained])
    return found
