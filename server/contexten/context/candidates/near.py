"""What stands in files close by: imported by this file, importing it, in the same folder, changed together with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contexten.context.candidates.cochange import cochanged
from contexten.context.neighbours import top
from contexten.context.weights import Source
from contexten.index.atlas.sets import distinct

if TYPE_CHECKING:
    from contexten.context.board import Board
    from contexten.context.scene import Scene

_IMPORTED, _SECOND, _SAME_FOLDER, _IMPORTING = 1.0, 0.4, 0.5, 0.3
_MOST_FILES = 80
_MOST_IMPORTING = 20


def near(scene: Scene, board: Board) -> None:
    """Symbols of near files, by nearness."""
    atlas = scene.atlas
    if scene.file < 0:
        return
    nearness = np.zeros(atlas.files, dtype=np.float32)
    linked = atlas.links(scene.file)
    importing = atlas.linked_from(scene.file)
    importing = importing[np.argsort(atlas.file_place[importing])]
    nearness[importing[:_MOST_IMPORTING]] = _IMPORTING
    for file in linked.tolist():
        further = atlas.links(file)
        nearness[further] = np.maximum(nearness[further], _SECOND)
    beside = atlas.folder == atlas.folder[scene.file]
    nearness[beside] = np.maximum(nearness[beside], _SAME_FOLDER)
    nearness[linked] = _IMPORTED
    nearness[scene.file] = 0
    files = top(nearness * atlas.file_alive, _MOST_FILES, atlas.file_place)
    for strength in distinct(nearness[files]).tolist():
        ranges = [atlas.symbols_of_file(file) for file in files[nearness[files] == strength].tolist()]
        symbols = np.concatenate([np.arange(inside.start, inside.stop, dtype=np.int32) for inside in ranges])
        board.add(Source.NEAR, symbols, strength, "stands in a file close by")
    cochanged(scene, board)
