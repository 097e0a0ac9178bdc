"""What is used together with the names that are visible around the target, in functions anywhere."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.candidates.nearest import count_votes, first_user
from contexten.context.neighbours import top
from contexten.context.uses import edges_of
from contexten.context.weights import Source
from contexten.index.words import identifiers_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.board import Board
    from contexten.context.scene import Scene

    Floats = NDArray[np.float32]

_FUNCTIONS = 80
_MOST_USERS = 500
"""A name that more functions use says nothing."""
_SIGNATURE, _BESIDE, _FILE, _IMPORT = 1.0, 0.5, 0.2, 0.3


def coused(scene: Scene, board: Board) -> None:
    """Votes of the functions that share the most, and the rarest, names with the target's surroundings."""
    sharing = _sharing(scene)
    functions = top(sharing, _FUNCTIONS)
    edges = edges_of(scene.meaning, functions)

    def why(symbol: int) -> str:
        user = int(functions[first_user(edges, symbol)])
        return f"used by {scene.place(user)}, which uses the same things"

    symbols, votes = count_votes(edges, sharing[functions] ** 2)
    board.add(Source.COUSED, symbols, votes, why)


def _visible(scene: Scene) -> dict[int, float]:
    """The names around the target, the closest with the most weight."""
    atlas = scene.atlas
    names: dict[str, float] = dict.fromkeys(scene.used_here, _FILE)
    names.update((item.local_name, _IMPORT) for item in scene.facts.imports)
    numbers = {number: weight for name, weight in names.items() if (number := atlas.id_of(name))}
    if scene.owner >= 0:
        beside = atlas.members_of(scene.owner)
        beside = beside[beside != scene.symbol]
        numbers.update(dict.fromkeys(atlas.uses_of(beside).name.tolist(), _BESIDE))
    if scene.definition is not None:
        written = (atlas.id_of(name) for name in identifiers_of(scene.definition.signature))
        numbers.update((number, _SIGNATURE) for number in written if number)
    return numbers


def _sharing(scene: Scene) -> Floats:
    """How much each function of the workspace shares with the target's surroundings."""
    atlas = scene.atlas
    shared = np.zeros(atlas.count, dtype=np.float32)
    for name, weight in sorted(_visible(scene).items()):
        users = atlas.users(name)
        if 0 < len(users) <= _MOST_USERS:
            shared[users] += np.float32(weight / math.log(2 + len(users)))
    if scene.symbol >= 0:
        shared[scene.symbol] = 0
    shared *= scene.dampings
    shared /= np.sqrt(4 + atlas.use_degree, dtype=np.float32)
    return shared
