"""Files that are open or were edited lately: what a person works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.rank import Candidate
from contexten.context.weights import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene

_MOST_FILES = 10
_OPEN = 0.6


def recent(scene: Scene) -> Iterator[Candidate]:
    """Symbols of recently edited files, newest first, then of open ones."""
    edited = scene.snapshot.recent[:_MOST_FILES]
    for rank, path in enumerate(edited):
        yield from _symbols(scene, path, 1.0 - rank / (2 * _MOST_FILES), "recently edited file")
    for path in scene.snapshot.open_paths[:_MOST_FILES]:
        if path not in edited:
            yield from _symbols(scene, path, _OPEN, "open file")


def _symbols(scene: Scene, path: str, strength: float, reason: str) -> Iterator[Candidate]:
    file = scene.lexicon.file(path)
    if file is None or path == scene.path:
        return
    for symbol in file.symbols:
        yield Candidate(symbol, Source.RECENT, strength * scene.prior(symbol), reason)
