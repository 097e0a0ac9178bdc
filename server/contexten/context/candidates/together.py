"""What the files import that import the same as this one: it is likely to be imported here next."""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING

from contexten.context.rank import Candidate, Key, key_of
from contexten.context.weights import TEST_DAMPING, Source
from contexten.syntax.facts import SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene
    from contexten.index.symbol import Symbol

_FILES = 20
_MOST_IMPORTERS = 400
"""A name that more files import says nothing."""


def together(scene: Scene) -> Iterator[Candidate]:
    """Votes of the files with the most similar imports, for what they import besides."""
    own = {item.local_name for item in scene.facts.imports}
    votes: dict[Key, float] = {}
    symbols: dict[Key, Symbol] = {}
    for likeness, path in _alike(scene, own):
        for item in scene.view.imports(path):
            if not item.name or item.local_name in own:
                continue
            for symbol in scene.resolver.name(path, item.local_name)[:1]:
                if symbol.definition.kind is not SymbolKind.MODULE and symbol.path != scene.path:
                    symbols[key_of(symbol)] = symbol
                    votes[key_of(symbol)] = votes.get(key_of(symbol), 0.0) + likeness
    most = max(votes.values(), default=1.0)
    for key, vote in votes.items():
        yield Candidate(symbols[key], Source.TOGETHER, vote / most, "imported by files that import the same")


def _alike(scene: Scene, own: set[str]) -> list[tuple[float, str]]:
    likeness: dict[str, float] = {}
    for name in sorted(own - {""}):
        importers = scene.lexicon.importing(name)
        if len(importers) <= _MOST_IMPORTERS:
            rarity = 1.0 / math.log(2 + len(importers))
            for path in importers:
                likeness[path] = likeness.get(path, 0.0) + rarity
    likeness.pop(scene.path, None)
    scored = ((_damped(scene, path, value), path) for path, value in likeness.items())
    return heapq.nsmallest(_FILES, scored, key=lambda entry: (-entry[0], entry[1]))


def _damped(scene: Scene, path: str, value: float) -> float:
    file = scene.lexicon.file(path)
    count = len(file.imported) if file is not None else 0
    damping = TEST_DAMPING if scene.lexicon.is_test(path) and not scene.wants_tests else 1.0
    return damping * value / math.sqrt(3 + count)
