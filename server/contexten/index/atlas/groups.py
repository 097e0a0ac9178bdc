"""Groups: from a number to the values that belong to it, as three arrays (compressed sparse rows)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contexten.index.atlas.sets import distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Groups:
    """`values[starts[i]:starts[i + 1]]` are the values of `keys[i]`; `keys` is sorted."""

    keys: Ints
    starts: Ints
    values: Ints

    @classmethod
    def by(cls, keys: Ints, values: Ints | None = None) -> Groups:
        """The values (the places of the keys themselves where None) by key, in their order."""
        places = np.argsort(keys, kind="stable").astype(np.int32)
        return cls(*_runs(keys[places]), places if values is None else values[places])

    @classmethod
    def of_pairs(cls, keys: Ints, values: Ints) -> Groups:
        """The values by key, each pair once, values ascending."""
        pairs = distinct((keys.astype(np.int64) << 32) | values.astype(np.int64))
        return cls(*_runs((pairs >> 32).astype(np.int32)), (pairs & 0xFFFFFFFF).astype(np.int32))

    def bounds(self, key: int) -> tuple[int, int]:
        """Where the values of `key` stand in `values`."""
        # A key of another type would have all keys copied into that type first.
        place = int(self.keys.searchsorted(self.keys.dtype.type(key)))
        if place == len(self.keys) or self.keys[place] != key:
            return 0, 0
        return int(self.starts[place]), int(self.starts[place + 1])

    def of(self, key: int) -> Ints:
        """The values of `key`."""
        start, end = self.bounds(key)
        return self.values[start:end]

    def many(self, keys: Ints) -> tuple[NDArray[np.int64], Ints]:
        """The values of many keys: for each value the place of its key in `keys`, and the value."""
        if not len(self.keys):
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        places = np.minimum(self.keys.searchsorted(keys), len(self.keys) - 1)
        starts = self.starts[places].astype(np.int64)
        counts = np.where(self.keys[places] == keys, self.starts[places + 1] - starts, 0)
        owner, rows = spread(starts, counts)
        return owner, self.values[rows]

    def sizes(self) -> Ints:
        """How many values each of `keys` has."""
        return np.diff(self.starts)


def spread(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Many ranges in one array: for each row the number of its range, and its place."""
    owner = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - before[owner] + starts[owner]


def _runs(ordered: Ints) -> tuple[Ints, Ints]:
    if not len(ordered):
        return np.zeros(0, np.int32), np.zeros(1, np.int32)
    changes = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    starts = np.concatenate((np.zeros(1, np.int64), changes, np.full(1, len(ordered)))).astype(np.int32)
    return ordered[starts[:-1]], starts
