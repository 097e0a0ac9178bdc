"""A second look: what goes with the symbols that the first sources put first.

Source of the idea: pseudo-relevance feedback (Rocchio, 1971).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contexten.context.candidates.nearest import count_votes, first_user
from contexten.context.meaning import IS_TYPE
from contexten.context.neighbours import shared_names, top
from contexten.context.uses import edges_of
from contexten.context.weights import Source, size_factor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.board import Board
    from contexten.context.scene import Scene

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]

_SYMBOLS, _TYPES, _FUNCTIONS = 30, 12, 60
_MOST_USERS = 300
"""A name that more functions use says nothing."""
_MOST_MEMBERS = 100


def feedback(scene: Scene, board: Board, symbols: Ints, scores: Floats) -> None:
    """What functions use besides that use the best of `symbols`, and the members of the types among them."""
    best = top(scores, _SYMBOLS, scene.atlas.place[symbols])
    _used_beside(scene, board, symbols[best], scores[best])
    types = best[IS_TYPE[scene.atlas.kind[symbols[best]]]][:_TYPES]
    most = float(scores.max(initial=0.0)) or 1.0
    for kind, score in zip(symbols[types].tolist(), scores[types].tolist(), strict=True):
        members = scene.atlas.members_of(kind)[:_MOST_MEMBERS]
        share = np.float32(score / most * size_factor(len(members)))
        reason = f"member of {scene.title(kind)}, which is likely needed"
        board.add_members(Source.MEMBER_LIKELY, members, share, reason)


def _used_beside(scene: Scene, board: Board, symbols: Ints, scores: Floats) -> None:
    atlas = scene.atlas
    shared = shared_names(atlas, atlas.name[symbols], scores.astype(np.float64), _MOST_USERS)
    if scene.symbol >= 0:
        shared[scene.symbol] = 0
    shared *= scene.dampings / atlas.use_breadth
    functions = top(shared, _FUNCTIONS, atlas.place)
    edges = edges_of(scene.meaning, functions)

    def why(symbol: int) -> str:
        return f"used by {scene.place(int(functions[first_user(edges, symbol)]))}, which uses likely things"

    found, votes = count_votes(edges, shared[functions] ** 2)
    board.add(Source.FEEDBACK, found, votes, why)
