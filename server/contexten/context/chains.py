"""Where chains of calls and attributes lead to, `store.find(1).owner`: each step by what the one before gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.bulk import Bulk

    Ints = NDArray[np.int32]


def ends_of(bulk: Bulk, files: Ints, bases: Ints, chains: Ints) -> Ints:
    """The type at the end of each chain, -1 where a step shows none; the columns are those of `Form.CHAIN`."""
    if not len(chains):
        return np.zeros(0, np.int32)
    atlas = bulk.meaning.atlas
    distinct, which = np.unique(chains, return_inverse=True)
    steps = [[atlas.id_of(name) for name in atlas.text_of(int(chain)).split(".")] for chain in distinct]
    longest = max(map(len, steps))
    names = np.array([[*row, *[-1] * (longest - len(row))] for row in steps], np.int32)[which]
    found = bulk.types(files, bases)
    for step in range(longest):
        there = np.flatnonzero((names[:, step] >= 0) & (found >= 0))
        first = np.flatnonzero(bases == 0) if step == 0 else there[:0]
        reached = np.full(len(files), -1, np.int32)
        reached[there] = bulk.members(found[there], names[there, step])
        reached[first] = bulk.tops(files[first], names[first, step])
        found = np.where(names[:, step] >= 0, bulk.types_of(reached), found)
    return found
