"""What stands in files close by: imported by this file, importing it, in the same folder; and what is popular there."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.context.rank import Candidate
from contexten.context.weights import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene

_IMPORTED, _SECOND, _SAME_FOLDER, _IMPORTING = 1.0, 0.4, 0.5, 0.3
_MOST_FILES = 80
_MOST_SYMBOLS = 120


def near(scene: Scene) -> Iterator[Candidate]:
    """Symbols of near files, by nearness; all of them by popularity too."""
    for path, strength in sorted(_files(scene).items(), key=lambda entry: (-entry[1], entry[0]))[
        :_MOST_FILES
    ]:
        file = scene.lexicon.file(path)
        if file is None or path == scene.path:
            continue
        for symbol in file.symbols[:_MOST_SYMBOLS]:
            yield Candidate(symbol, Source.NEAR, strength, "stands in a file close by")
            popularity = scene.lexicon.popularity(symbol.name) / max(
                1, len(scene.view.definitions(symbol.name))
            )
            yield Candidate(symbol, Source.POPULAR, popularity, "much used, and close by")


def _files(scene: Scene) -> dict[str, float]:
    found: dict[str, float] = {}

    def add(path: str, strength: float) -> None:
        found[path] = max(found.get(path, 0.0), strength)

    for item in scene.facts.imports:
        for path in scene.view.resolve_import(scene.path, item)[:4]:
            add(path, _IMPORTED)
    for path in sorted(found):
        facts = scene.snapshot.facts(path)
        for item in facts.imports if facts is not None else ():
            for further in scene.view.resolve_import(path, item)[:2]:
                add(further, _SECOND)
    folder = PurePosixPath(scene.path).parent
    for path in scene.view.paths():
        if PurePosixPath(path).parent == folder:
            add(path, _SAME_FOLDER)
    for path in scene.view.importers(scene.path)[:20]:
        add(path, _IMPORTING)
    return found
