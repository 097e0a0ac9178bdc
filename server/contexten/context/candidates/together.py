"""What the files import that import the same as this one: it is likely to be imported here next."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.bulk import Bulk
from contexten.context.neighbours import top
from contexten.context.weights import TEST_DAMPING, Source
from contexten.index.atlas.sets import among

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.board import Board
    from contexten.context.scene import Scene

    Floats = NDArray[np.float32]

_FILES = 20
_MOST_IMPORTERS = 400
"""A name that more files import says nothing."""


def together(scene: Scene, board: Board) -> None:
    """Votes of the files with the most similar imports, for what they import besides."""
    atlas = scene.atlas
    own = {number for item in scene.facts.imports if (number := scene.number(item.name or item.local_name))}
    likeness = _likeness(scene, sorted(own, key=atlas.text_of))
    files = top(likeness, _FILES, atlas.file_place)
    names = [atlas.bound(file) for file in files.tolist()]
    rows = np.repeat(files, [len(bound) for bound in names])
    bound = np.concatenate(names) if names else np.zeros(0, np.int32)
    fresh = ~among(bound, np.array(sorted(own), np.int32))
    rows, meant = rows[fresh], Bulk(scene.meaning).tops(rows[fresh], bound[fresh])
    outside = (meant >= 0) & (atlas.file[meant] != scene.file)
    symbols, which = np.unique(meant[outside], return_inverse=True)
    votes = np.bincount(which, weights=likeness[rows[outside]], minlength=len(symbols))
    shares = (votes / max(1e-9, float(votes.max(initial=0.0)))).astype(np.float32)
    board.add(Source.TOGETHER, symbols.astype(np.int32), shares, "imported by files that import the same")


def _likeness(scene: Scene, own: list[int]) -> Floats:
    atlas = scene.atlas
    likeness = np.zeros(atlas.files, dtype=np.float32)
    for name in own:
        importers = atlas.importing(name)
        if 0 < len(importers) <= _MOST_IMPORTERS:
            likeness[importers] += np.float32(1.0 / math.log(2 + len(importers)))
    if scene.file >= 0:
        likeness[scene.file] = 0
    likeness /= np.sqrt(3 + atlas.bound_count, dtype=np.float32)
    if not scene.wants_tests:
        likeness[atlas.file_is_test] *= TEST_DAMPING
    return likeness * atlas.file_alive
