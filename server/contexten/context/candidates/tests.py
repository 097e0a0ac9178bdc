"""Tests that name the target: they show what is expected of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contexten.context.weights import Source

if TYPE_CHECKING:
    from contexten.context.board import Board
    from contexten.context.scene import Scene

_MOST = 10


def tests(scene: Scene, board: Board) -> None:
    """Test functions that use the target's name."""
    if scene.symbol < 0:
        return
    atlas = scene.atlas
    users = atlas.users(int(atlas.name[scene.symbol]))
    users = users[atlas.is_test[users]][:_MOST]
    name = atlas.text_of(int(atlas.name[scene.symbol]))
    board.add(Source.TESTS, users, np.float32(1) / (1 + np.arange(len(users), dtype=np.float32)), f"tests {name}")
