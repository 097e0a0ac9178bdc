"""Which type a method belongs to that stands outside of it: Go's, Rust's, C++'s."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from contexten.index.atlas.atlas import Atlas

    Ints = NDArray[np.int32]


def owner_types(atlas: Atlas, methods: Ints) -> Ints:
    """The type that each of these living symbols belongs to, or -1.

    It is the type of the owner's name in the same file, else the first one, by path, in the same folder and package.
    """
    files, names = atlas.file[methods].tolist(), atlas.owner[methods].tolist()
    candidates = {name: _candidates(atlas, name) for name in set(names)}
    pairs = zip(files, names, strict=True)
    return np.fromiter((_nearest(atlas, file, candidates[name]) for file, name in pairs), np.int32, len(methods))


def _candidates(atlas: Atlas, name: int) -> dict[tuple[int, ...], int]:
    """Types by (file,) and by (folder, package), the first of each."""
    found: dict[tuple[int, ...], int] = {}
    for symbol in _ordered(atlas, atlas.types_named(name).tolist()):
        file = int(atlas.file[symbol])
        found.setdefault((file,), symbol)
        found.setdefault((int(atlas.folder[file]), int(atlas.package[file])), symbol)
    return found


def _ordered(atlas: Atlas, symbols: list[int]) -> Iterable[int]:
    return sorted(symbols, key=lambda one: (atlas.path_of(int(atlas.file[one])), one)) if len(symbols) > 1 else symbols


def _nearest(atlas: Atlas, file: int, candidates: dict[tuple[int, ...], int]) -> int:
    found = candidates.get((file,))
    if found is None:
        found = candidates.get((int(atlas.folder[file]), int(atlas.package[file])), -1)
    return found
