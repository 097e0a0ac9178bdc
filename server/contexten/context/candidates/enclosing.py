"""The type around the target: its members, inherited ones included, which the current file may not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contexten.context.weights import Source

if TYPE_CHECKING:
    from contexten.context.board import Board
    from contexten.context.scene import Scene


def enclosing(scene: Scene, board: Board) -> None:
    """Members of the enclosing type by their prior."""
    owner = scene.owner
    if owner < 0:
        return
    members = scene.meaning.members(owner)
    name = scene.title(owner)

    def why(symbol: int) -> str:
        own = int(scene.atlas.parent[symbol]) == owner
        return f"member of {name} around the target" if own else f"inherited by {name}"

    board.add_members(Source.ENCLOSING, members, np.float32(1), why)
