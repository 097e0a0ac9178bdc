"""The methods of bases and interfaces that the target implements, and how others implement them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.rank import Candidate
from contexten.context.weights import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene

_ELSEWHERE = 0.4
_OTHERS = 20


def overridden(scene: Scene) -> Iterator[Candidate]:
    """The overridden method, then the same method of the other implementations."""
    owner, symbol = scene.owner, scene.symbol
    if owner is None or symbol is None or not symbol.kind.is_callable:
        return
    for base in scene.view.bases(owner):
        methods = scene.resolver.members(base).get(symbol.name, [])
        for method in methods[:1]:
            yield Candidate(method, Source.OVERRIDDEN, 1.0, f"overridden method of {base.name}")
        for other in scene.view.subtypes(base)[:_OTHERS] if methods else ():
            if other != owner:
                for method in scene.resolver.members(other).get(symbol.name, [])[:1]:
                    yield Candidate(method, Source.OVERRIDDEN, _ELSEWHERE, f"same method of {other.name}")
