"""Which type a method belongs to that stands outside of it: Go's, Rust's, C++'s."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.atlas import Atlas
    from contexten.index.atlas.groups import Groups


def owner_types(atlas: Atlas, outside: Sequence[tuple[Groups, int]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The living symbols of `outside` (by owner's name, with the shift of their numbers), and the type of each, or -1.

    The type of that name in the same file, else the first one, by path, in the same folder and package.
    """
    methods: list[int] = []
    types: list[int] = []
    for name in sorted({int(key) for groups, _ in outside for key in groups.keys}):
        candidates = _candidates(atlas, name)
        for groups, shift in outside:
            for symbol in (groups.of(name) + shift).tolist():
                if atlas.alive[symbol]:
                    methods.append(symbol)
                    types.append(_nearest(atlas, int(atlas.file[symbol]), candidates))
    return np.array(methods, np.int32), np.array(types, np.int32)


def _candidates(atlas: Atlas, name: int) -> dict[tuple[int, ...], int]:
    """Types by (file,) and by (folder, package), the first of each."""
    found: dict[tuple[int, ...], int] = {}
    named = atlas.types_named(name).tolist()
    ordered = sorted(named, key=lambda one: (atlas.path_of(int(atlas.file[one])), one)) if len(named) > 1 else named
    for symbol in ordered:
        file = int(atlas.file[symbol])
        found.setdefault((file,), symbol)
        found.setdefault((int(atlas.folder[file]), int(atlas.package[file])), symbol)
    return found


def _nearest(atlas: Atlas, file: int, candidates: dict[tuple[int, ...], int]) -> int:
    found = candidates.get((file,))
    if found is None:
        found = candidates.get((int(atlas.folder[file]), int(atlas.package[file])), -1)
    return found
