"""The functions that call the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contexten.context.choice import UseSite
from contexten.context.uses import edges_named
from contexten.context.weights import Source

if TYPE_CHECKING:
    from contexten.context.board import Board
    from contexten.context.scene import Scene

_MOST = 12
_LOOKED_AT = 200


def callers(scene: Scene, board: Board) -> None:
    """Each function that uses the target, the most certain first."""
    for rank, (function, _) in enumerate(_calls(scene)):
        board.put(Source.CALLER, function, 1.0 / (1 + rank), "calls the target")


def call_sites(scene: Scene) -> list[UseSite]:
    """Where the target is called, outside of its own file."""
    return [
        UseSite(function, start, 1.0 / (1 + rank), f"call of the target by {scene.place(function)}")
        for rank, (function, start) in enumerate(_calls(scene))
        if int(scene.atlas.file[function]) != scene.file
    ]


def _calls(scene: Scene) -> list[tuple[int, int]]:
    """The functions that use the target, and the byte where."""
    if scene.symbol < 0:
        return []
    users = scene.atlas.users(int(scene.atlas.name[scene.symbol]))
    users = users[users != scene.symbol]
    order = np.lexsort((scene.atlas.place[users], -scene.damping(users), scene.atlas.file[users] != scene.file))
    users = users[order][:_LOOKED_AT]
    edges = edges_named(scene.meaning, users, int(scene.atlas.name[scene.symbol]))
    rows = np.flatnonzero(edges.symbol == scene.symbol)
    _, first = np.unique(edges.user[rows], return_index=True)
    rows = rows[first]
    rows = rows[np.lexsort((rows, -edges.share[rows]))][:_MOST]
    return [(int(users[edges.user[row]]), int(edges.start[row])) for row in rows]
