"""What the functions most like the target use: siblings, namesakes, functions with similar signatures.

One vote per neighbour and use, weighted by likeness. The single most precise signal for new code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contexten.context.choice import UseSite
from contexten.context.neighbours import relation
from contexten.context.weights import Source
from contexten.index.atlas.sets import among

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.board import Board
    from contexten.context.scene import Scene
    from contexten.context.uses import Edges

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]


def nearest(scene: Scene, board: Board) -> None:
    """What the neighbours use, by their weighted votes."""
    near = scene.neighbours

    def why(symbol: int) -> str:
        user = int(near.functions[first_user(near.edges, symbol)])
        return f"used by {scene.place(user)}, {relation(scene, user)}"

    symbols, votes = count_votes(near.edges, near.nearness)
    board.add(Source.NEAREST, symbols, votes, why)


def count_votes(edges: Edges, weights: Floats) -> tuple[Ints, Floats]:
    """The symbols used, each once, and their votes; the largest is 1."""
    symbols, which = np.unique(edges.symbol, return_inverse=True)
    votes = np.bincount(which, weights=weights[edges.user] * edges.share, minlength=len(symbols))
    return symbols.astype(np.int32), (votes / max(1e-9, votes.max(initial=0.0))).astype(np.float32)


def first_user(edges: Edges, symbol: int) -> int:
    """The place of the best function that uses `symbol`."""
    return int(edges.user[edges.symbol == symbol].min())


def use_sites(scene: Scene, wanted: dict[int, float], limit: int) -> list[UseSite]:
    """Where the best `limit` neighbours use the wanted symbols: the first place for each."""
    near = scene.neighbours
    edges = near.edges
    sure = np.flatnonzero(
        (edges.user < limit) & (edges.share == 1.0) & among(edges.symbol, np.array(list(wanted), np.int32))
    )
    found: dict[int, UseSite] = {}
    for row in sure[np.lexsort((edges.start[sure], edges.user[sure]))].tolist():
        symbol, inside = int(edges.symbol[row]), int(near.functions[edges.user[row]])
        if symbol not in found and int(scene.atlas.file[inside]) != scene.file:
            reason = f"use of {scene.title(symbol)} by {scene.place(inside)}"
            found[symbol] = UseSite(inside, int(edges.start[row]), wanted[symbol], reason)
    return list(found.values())
