"""Where candidates come from: one file per source, and the table of all of them.

A source is a function from a Scene to candidates. A new one is one file and one line here; its weight stands in
`weights.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.candidates.callers import callers
from contexten.context.candidates.coused import coused
from contexten.context.candidates.enclosing import enclosing
from contexten.context.candidates.imports import imported
from contexten.context.candidates.lexical import lexical
from contexten.context.candidates.near import near, popular
from contexten.context.candidates.nearest import nearest
from contexten.context.candidates.overridden import overridden
from contexten.context.candidates.recent import recent
from contexten.context.candidates.tests import tests
from contexten.context.candidates.together import together
from contexten.context.candidates.types import types
from contexten.context.candidates.used import used
from contexten.context.rank import Key, key_of
from contexten.syntax.facts import SymbolKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from contexten.context.rank import Candidate
    from contexten.context.scene import Scene

SOURCES: tuple[Callable[[Scene], Iterable[Candidate]], ...] = (
    used,
    imported,
    types,
    enclosing,
    overridden,
    nearest,
    lexical,
    together,
    coused,
    callers,
    near,
    recent,
    tests,
)


def candidates(scene: Scene) -> Iterator[Candidate]:
    """What all sources propose; the target itself and modules are no candidates."""
    seen: set[Key] = set()
    for source in SOURCES:
        for candidate in source(scene):
            symbol = candidate.symbol
            if candidate.strength <= 0 or symbol.definition.kind is SymbolKind.MODULE or scene.is_self(symbol):
                continue
            yield candidate
            if key_of(symbol) not in seen:
                seen.add(key_of(symbol))
                yield popular(scene, symbol)


__all__ = ["SOURCES", "candidates"]
