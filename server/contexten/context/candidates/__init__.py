"""Where candidates come from: one file per source, and the table of all of them.

A source is a function from a Scene to candidates. A new one is one file and one line here; its weight stands in
`weights.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.candidates.callers import callers
from contexten.context.candidates.enclosing import enclosing
from contexten.context.candidates.imports import imported
from contexten.context.candidates.lexical import lexical
from contexten.context.candidates.near import near
from contexten.context.candidates.nearest import nearest
from contexten.context.candidates.overridden import overridden
from contexten.context.candidates.recent import recent
from contexten.context.candidates.tests import tests
from contexten.context.candidates.types import types
from contexten.context.candidates.used import used

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
    callers,
    near,
    recent,
    tests,
)


def candidates(scene: Scene) -> Iterator[Candidate]:
    """What all sources propose; the target itself is no candidate."""
    for source in SOURCES:
        for candidate in source(scene):
            if candidate.strength > 0 and not scene.is_self(candidate.symbol):
                yield candidate


__all__ = ["SOURCES", "candidates"]
