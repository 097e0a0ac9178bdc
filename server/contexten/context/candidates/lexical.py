"""Symbols whose name, signature and doc text speak of the same things as the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.neighbours import top
from contexten.context.weights import Source

if TYPE_CHECKING:
    from contexten.context.board import Board
    from contexten.context.scene import Scene

_SEARCHED = 400


def lexical(scene: Scene, board: Board) -> None:
    """Found by BM25 over stemmed words; the share of words in the names counts on its own."""
    score = scene.found.score * scene.dampings
    best = top(score, _SEARCHED, scene.atlas.place)
    board.add(Source.LEXICAL, best, score[best], "speaks of the same things")
    board.add(Source.OVERLAP, best, scene.found.overlap_of(best), "its name resembles the request")
