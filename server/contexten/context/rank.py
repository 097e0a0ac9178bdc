"""Fuses what the sources propose into one order.

**Invariant:** pure functions over immutable inputs; equal inputs give equal orders, whatever the order they come in.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.context.weights import HINTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from contexten.context.weights import Source
    from contexten.index.symbol import Symbol

Key = tuple[str, int]
"""A symbol's file and the place of its name."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One source proposes one symbol."""

    symbol: Symbol
    source: Source
    strength: float
    """0 to 1."""
    reason: str
    """What a person reads: `type of parameter 'client'`."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A symbol with its fused score; the reason is that of its clearest link to the target."""

    symbol: Symbol
    score: float
    reason: str
    parts: tuple[tuple[Source, float], ...] = ()
    """What each source added, heaviest first."""


@dataclass(frozen=True, slots=True)
class UseSite:
    """A place where a chosen symbol is used, inside a function that is like the target."""

    inside: Symbol
    offset: int
    score: float
    reason: str


def key_of(symbol: Symbol) -> Key:
    """What makes two proposals the same symbol."""
    return symbol.path, symbol.definition.name_start


def fuse(
    candidates: Iterable[Candidate],
    weights: Mapping[Source, float],
    damping: Callable[[Symbol], float],
    *,
    limit: int = 1000,
) -> tuple[Ranked, ...]:
    """One entry per symbol that scores, the best `limit` in order.

    The score is the sum over sources of weight x best strength, times `damping`.
    """
    best: defaultdict[Key, dict[Source, Candidate]] = defaultdict(dict)
    for candidate in candidates:
        found = best[key_of(candidate.symbol)]
        held = found.get(candidate.source)
        if held is None or (candidate.strength, candidate.reason) > (held.strength, held.reason):
            found[candidate.source] = candidate
    scored = [(-_score(found, weights, damping), key) for key, found in best.items()]
    return tuple(_ranked(-score, best[key], weights) for score, key in heapq.nsmallest(limit, scored) if score < 0)


def _score(
    found: Mapping[Source, Candidate], weights: Mapping[Source, float], damping: Callable[[Symbol], float]
) -> float:
    # In the order of the table, so that rounding does not depend on who proposed first.
    total = sum(weight * found[source].strength for source, weight in weights.items() if source in found)
    return round(total * damping(next(iter(found.values())).symbol), 6)


def _ranked(score: float, found: Mapping[Source, Candidate], weights: Mapping[Source, float]) -> Ranked:
    parts = sorted(
        ((weights.get(source, 0.0) * candidate.strength, source) for source, candidate in found.items()),
        key=lambda part: (-part[0], part[1]),
    )
    told = _told(found, weights)
    return Ranked(told.symbol, score, told.reason, tuple((source, round(part, 6)) for part, source in parts))


def _told(found: Mapping[Source, Candidate], weights: Mapping[Source, float]) -> Candidate:
    """The candidate whose reason a person is told: the strongest that names a link, else the heaviest hint."""
    counted = [candidate for candidate in found.values() if weights.get(candidate.source, 0.0) > 0]
    links = [candidate for candidate in counted if candidate.source not in HINTS]
    if links:
        return min(links, key=lambda candidate: (-candidate.strength, candidate.source))
    return min(counted, key=lambda candidate: (-weights[candidate.source] * candidate.strength, candidate.source))
