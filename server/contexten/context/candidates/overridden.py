"""The methods of bases and interfaces that the target implements, and how others implement them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.meaning import IS_CALLABLE
from contexten.context.weights import Source

if TYPE_CHECKING:
    from contexten.context.board import Board
    from contexten.context.scene import Scene

_ELSEWHERE = 0.4
_OTHERS = 20
_MOST_NAMESAKES = 60


def overridden(scene: Scene, board: Board) -> None:
    """The overridden method, then the same method of the other implementations."""
    atlas, meaning, owner = scene.atlas, scene.meaning, scene.owner
    if owner < 0 or scene.symbol == owner or scene.symbol < 0 or not IS_CALLABLE[atlas.kind[scene.symbol]]:
        return
    name = int(atlas.name[scene.symbol])
    bases = [base for base in meaning.lineage(owner)[1:] if meaning.member(base, name).size]
    for base in bases:
        board.add(Source.OVERRIDDEN, meaning.member(base, name)[:1], 1.0, f"overridden method of {scene.title(base)}")
    namesakes = atlas.symbols_named(name)[:_MOST_NAMESAKES]
    namesakes = namesakes[(atlas.parent[namesakes] >= 0) & (atlas.parent[namesakes] != owner)]
    kinds = zip(namesakes.tolist(), atlas.parent[namesakes].tolist(), strict=True)
    others = [symbol for symbol, kind in kinds if not set(bases).isdisjoint(meaning.lineage(kind)[1:])]
    for other in others[:_OTHERS] if bases else ():
        board.put(Source.OVERRIDDEN, other, _ELSEWHERE, f"same method of {scene.title(int(atlas.parent[other]))}")
