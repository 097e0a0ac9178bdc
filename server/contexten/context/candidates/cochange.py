"""What stands in files that change together with this one, where the person wants git's history to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contexten.context.weights import Source

if TYPE_CHECKING:
    from contexten.context.board import Board
    from contexten.context.scene import Scene

_SHARE = 0.5
"""How near a file is that changes whenever this one does: as one in the same folder."""


def cochanged(scene: Scene, board: Board) -> None:
    """Symbols of files that change together with the target's: one more kind of nearness."""
    known, atlas = scene.snapshot.cochange, scene.atlas
    if known is None:
        return
    for path, share in known.of(scene.path):
        file = atlas.file_of(path)
        if file >= 0 and file != scene.file:
            inside = atlas.symbols_of_file(file)
            symbols = np.arange(inside.start, inside.stop, dtype=np.int32)
            board.add(Source.NEAR, symbols, _SHARE * share, "stands in a file that changes together with this one")
