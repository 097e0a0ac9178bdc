"""The functions that call the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.derive import is_presentable
from contexten.context.rank import Candidate, UseSite
from contexten.context.weights import Source
from contexten.index.symbol import Symbol, Usage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene

_MOST = 12


def callers(scene: Scene) -> Iterator[Candidate]:
    """Each function that calls the target, best first."""
    for rank, (function, _) in enumerate(_calls(scene)):
        yield Candidate(function, Source.CALLER, 1.0 / (1 + rank), "calls the target")


def call_sites(scene: Scene) -> list[UseSite]:
    """Where the target is called."""
    return [
        UseSite(
            function,
            usage.reference.start,
            1.0 / (1 + rank),
            f"call of the target by {scene.title(function)}",
        )
        for rank, (function, usage) in enumerate(_calls(scene))
        if function.path != scene.path
    ]


def _calls(scene: Scene) -> list[tuple[Symbol, Usage]]:
    if scene.symbol is None:
        return []
    target = Symbol(scene.path, scene.symbol, scene.facts.qualified_name(scene.symbol))
    found: list[tuple[Symbol, Usage]] = []
    for usage in scene.view.callers(target)[:_MOST]:
        facts = scene.snapshot.facts(usage.path)
        if facts is None or usage.scope is None or not is_presentable(facts, usage.scope):
            continue
        found.append((Symbol(usage.path, usage.scope, facts.qualified_name(usage.scope)), usage))
    return found
