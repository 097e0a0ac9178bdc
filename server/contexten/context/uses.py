"""Which symbols functions use: the use graph, resolved for the functions a request looks at.

A use with a known receiver type means that type's member; one without means every member of that name, each with its
share; a name that too many things have means none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.bulk import Bulk
from contexten.context.meaning import IS_FIELD
from contexten.context.settled import Laid, Settled, meant_by_code
from contexten.index.receivers import Form

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.meaning import Meaning

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
    return _edges(meaning, functions, *meaning.atlas.use_rows(functions))


def edges_named(meaning: Meaning, functions: Ints, name: int) -> Edges:
    """What the functions use under this name."""
    owner, rows = meaning.atlas.use_rows(functions)
    kept = meaning.atlas.use_names(rows) == name
    return _edges(meaning, functions, owner[kept], rows[kept])


def _edges(meaning: Meaning, functions: Ints, owner: NDArray[np.int64], rows: NDArray[np.int64]) -> Edges:
    uses = meaning.atlas.uses_at(owner, rows)
    files = meaning.atlas.file[functions][uses.owner]
    match meaning.settled:
        case None:
            meant = meant_by_code(Bulk(meaning), files, uses)
        case Settled() as settled:
            meant = settled.meant(meaning, rows)
        case Laid() as laid:
            meant = laid.meant(meaning, rows, files, uses)
    sure = np.flatnonzero(meant >= 0)
    unsure = np.flatnonzero((meant < 0) & (uses.form != Form.BARE))
    row, symbols, share = _by_name(meaning, uses.name[unsure])
    places = np.concatenate((sure, unsure[row]))
    return Edges(
        uses.owner[places],
        np.concatenate((meant[sure], symbols)),
        np.concatenate((np.ones(len(sure), np.float32), share)),
        uses.start[places],
    )


def _by_name(meaning: Meaning, names: Ints) -> tuple[NDArray[np.int64], Ints, Floats]:
    """The members that have these names, where they are few; the place of the name, the member and its share."""
    atlas = meaning.atlas
    few = np.flatnonzero((names > 0) & (atlas.define_count[names] <= _MAX_NAMESAKES))
    owner, symbols = atlas.named_many(names[few])
    kept = (atlas.parent[symbols] >= 0) | IS_FIELD[atlas.kind[symbols]]
    owner, symbols = owner[kept], symbols[kept]
    counts = np.bincount(owner, minlength=len(few))
    return few[owner], symbols, _GUESSED / counts[owner].astype(np.float32)
