"""Which symbols functions use: the use graph, resolved for the functions a request looks at.

A use with a known receiver type means that type's member; one without means every member of that name, each with its
share; a name that too many things have means none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.bulk import Bulk
from contexten.context.chains import ends_of
from contexten.context.meaning import IS_FIELD
from contexten.index.receivers import Form

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.meaning import Meaning
    from contexten.index.atlas import Uses

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]

_MAX_NAMESAKES = 8
_GUESSED = np.float32(0.7)
"""The share of all namesakes together, where the receiver's type is not known."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Uses with what they mean; all columns have one length."""

    user: Ints
    """The place of the using function among those that were asked for."""
    symbol: Ints
    share: Floats
    """0 to 1: how certain it is."""
    start: Ints
    """The byte of the use."""

    def of(self, first: int, count: int) -> Edges:
        """The part of `count` users from `first` on, numbered from 0."""
        kept = (self.user >= first) & (self.user < first + count)
        return Edges(self.user[kept] - np.int32(first), self.symbol[kept], self.share[kept], self.start[kept])


def edges_of(meaning: Meaning, functions: Ints) -> Edges:
    """What the functions use."""
    uses = meaning.atlas.uses_of(functions)
    files = meaning.atlas.file[functions][uses.owner]
    meant = _meant(Bulk(meaning), files, uses)
    sure = np.flatnonzero(meant >= 0)
    unsure = np.flatnonzero((meant < 0) & (uses.form != Form.BARE))
    row, symbols, share = _by_name(meaning, uses.name[unsure])
    rows = np.concatenate((sure, unsure[row]))
    return Edges(
        uses.owner[rows],
        np.concatenate((meant[sure], symbols)),
        np.concatenate((np.ones(len(sure), np.float32), share)),
        uses.start[rows],
    )


def _meant(bulk: Bulk, files: Ints, uses: Uses) -> Ints:
    """The one symbol that each use means, as far as the code shows it."""
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


def _by_name(meaning: Meaning, names: Ints) -> tuple[NDArray[np.int64], Ints, Floats]:
    """The members that have these names, where they are few; the place of the name, the member and its share."""
    atlas = meaning.atlas
    few = np.flatnonzero((names > 0) & (atlas.define_count[names] <= _MAX_NAMESAKES))
    owner, symbols = atlas.named_many(names[few])
    kept = (atlas.parent[symbols] >= 0) | IS_FIELD[atlas.kind[symbols]]
    owner, symbols = owner[kept], symbols[kept]
    counts = np.bincount(owner, minlength=len(few))
    return few[owner], symbols, _GUESSED / counts[owner].astype(np.float32)
