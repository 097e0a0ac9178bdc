"""Files that are open or were edited lately: what a person works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contexten.context.weights import Source

if TYPE_CHECKING:
    from contexten.context.board import Board
    from contexten.context.scene import Scene

_MOST_FILES = 10
_OPEN = 0.6


def recent(scene: Scene, board: Board) -> None:
    """Symbols of recently edited files, newest first, then of open ones."""
    edited = scene.snapshot.recent[:_MOST_FILES]
    for rank, path in enumerate(edited):
        _symbols(scene, board, path, 1.0 - rank / (2 * _MOST_FILES), "recently edited file")
    for path in scene.snapshot.open_paths[:_MOST_FILES]:
        if path not in edited:
            _symbols(scene, board, path, _OPEN, "open file")


def _symbols(scene: Scene, board: Board, path: str, strength: float, reason: str) -> None:
    file = scene.atlas.file_of(path)
    if file < 0 or file == scene.file:
        return
    inside = scene.atlas.symbols_of_file(file)
    symbols = np.arange(inside.start, inside.stop, dtype=np.int32)
    board.add_members(Source.RECENT, symbols, np.float32(strength), reason)
