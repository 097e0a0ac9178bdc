"""How alike two pieces of code are, by their tokens alone; fast enough for some hundred comparisons in a draft."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Profile = Counter[tuple[str, str]]
"""How often each pair of neighbouring tokens occurs."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WAITING = frozenset({"await", "async"})


def profile(text: str) -> Profile:
    """The pairs of neighbouring tokens; `await` and `async` do not count, so that twins of both kinds are alike."""
    found = (token for token in _TOKEN.findall(text) if token not in _WAITING)
    return Counter(pairwise(("", *found, "")))


def likeness(left: Profile, right: Profile) -> float:
    """The share of token pairs in common, 0 to 1 (Dice's coefficient on multisets)."""
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def words_in_common(left: str, right: str) -> float:
    """The share of words that two texts of prose have in common, 0 to 1."""
    first, second = (Counter(re.findall(r"[^\W_]+", text.lower())) for text in (left, right))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def agreements(texts: Iterable[str]) -> list[float]:
    """For each text how alike it is to the one of the others that is most like it; 0 where it stands alone."""
    profiles = [profile(text) for text in texts]
    best = [0.0] * len(profiles)
    for first in range(len(profiles)):
        for second in range(first):
            alike = likeness(profiles[first], profiles[second])
            best[first], best[second] = max(best[first], alike), max(best[second], alike)
    return best
