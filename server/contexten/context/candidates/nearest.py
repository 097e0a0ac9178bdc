"""What the functions most like the target use: siblings, namesakes, functions with similar signatures.

One vote per neighbour and symbol, weighted by likeness. The single most precise signal for new code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.neighbours import Neighbour, used_by
from contexten.context.rank import Candidate, Key, UseSite, key_of
from contexten.context.weights import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene
    from contexten.index.symbol import Symbol


def nearest(scene: Scene) -> Iterator[Candidate]:
    """What the neighbours use, by their weighted votes."""
    votes: dict[Key, float] = {}
    heard: dict[Key, tuple[Symbol, Neighbour]] = {}
    for neighbour in scene.neighbours:
        for symbol, share, _ in used_by(scene, neighbour.function):
            key = key_of(symbol)
            votes[key] = votes.get(key, 0.0) + neighbour.likeness * share
            heard.setdefault(key, (symbol, neighbour))
    most = max(votes.values(), default=1.0)
    for key, vote in votes.items():
        symbol, neighbour = heard[key]
        reason = f"used by {scene.title(neighbour.function.symbol)}, {neighbour.relation}"
        yield Candidate(symbol, Source.NEAREST, vote / most, reason)


def use_sites(scene: Scene, wanted: dict[Key, float], limit: int) -> list[UseSite]:
    """Where the neighbours use the wanted symbols: the best place for each."""
    found: dict[Key, UseSite] = {}
    for neighbour in scene.neighbours[:limit]:
        inside = neighbour.function.symbol
        for symbol, share, offset in used_by(scene, neighbour.function):
            key = key_of(symbol)
            body = inside.definition.body
            shows = body is not None and offset in body and inside.path != scene.path
            if shows and key in wanted and share == 1.0 and key not in found:
                reason = f"use of {symbol.qualified_name} by {scene.title(inside)}"
                found[key] = UseSite(inside, offset, wanted[key], reason)
    return list(found.values())
