"""Where candidates come from: one file per source, and the table of all of them.

A source is a function that looks at a Scene and puts symbols on a Board. A new one is one file and one line here; its
weight stands in `weights.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.candidates.callers import callers
from contexten.context.candidates.coused import coused
from contexten.context.candidates.enclosing import enclosing
from contexten.context.candidates.imports import imported
from contexten.context.candidates.lexical import lexical
from contexten.context.candidates.misspelled import misspelled
from contexten.context.candidates.near import near
from contexten.context.candidates.nearest import nearest
from contexten.context.candidates.overridden import overridden
from contexten.context.candidates.recent import recent
from contexten.context.candidates.tests import tests
from contexten.context.candidates.together import together
from contexten.context.candidates.types import types
from contexten.context.candidates.used import used

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.context.board import Board
    from contexten.context.scene import Scene

SOURCES: tuple[Callable[[Scene, Board], None], ...] = (
    used,
    misspelled,
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


def propose(scene: Scene, board: Board) -> None:
    """Lets every source put its candidates on `board`."""
    for source in SOURCES:
        source(scene, board)


__all__ = ["SOURCES", "propose"]
