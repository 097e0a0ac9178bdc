"""What is used together with the names that are visible around the target, in functions anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.candidates.nearest import count_votes, first_user
from contexten.context.weights import Source

if TYPE_CHECKING:
    from contexten.context.board import Board
    from contexten.context.scene import Scene


def coused(scene: Scene, board: Board) -> None:
    """Votes of the functions that share the most, and the rarest, names with the target's surroundings."""
    sharers = scene.sharers

    def why(symbol: int) -> str:
        user = int(sharers.functions[first_user(sharers.edges, symbol)])
        return f"used by {scene.place(user)}, which uses the same things"

    symbols, votes = count_votes(sharers.edges, sharers.nearness**2)
    board.add(Source.COUSED, symbols, votes, why)
