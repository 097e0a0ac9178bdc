"""What stands in files close by: imported by this file, importing it, in the same folder."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.context.rank import Candidate
from contexten.context.weights import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene
    from contexten.index.symbol import Symbol

_IMPORTED, _SECOND, _SAME_FOLDER, _IMPORTING = 1.0, 0.4, 0.5, 0.3
_MOST_FILES = 80
_MOST_SYMBOLS = 300


def near(scene: Scene) -> Iterator[Candidate]:
    """Symbols of near files, by nearness."""
    for path, strength in sorted(near_files(scene).items(), key=lambda entry: (-entry[1], entry[0]))[:_MOST_FILES]:
        file = scene.lexicon.file(path)
        for symbol in file.symbols[:_MOST_SYMBOLS] if file is not None and path != scene.path else ():
            yield Candidate(symbol, Source.NEAR, strength, "stands in a file close by")


def popular(scene: Scene, symbol: Symbol) -> Candidate:
    """How much a symbol that some source proposed is used everywhere."""
    return Candidate(symbol, Source.POPULAR, scene.lexicon.share(symbol.name), "much used")


def near_files(scene: Scene) -> dict[str, float]:
    """The files close by, each with its nearness, 0 to 1."""
    found: dict[str, float] = {}

    def add(path: str, strength: float) -> None:
        found[path] = max(found.get(path, 0.0), strength)

    for item in scene.facts.imports:
        for path in scene.view.resolve_import(scene.path, item)[:4]:
            add(path, _IMPORTED)
    for path in sorted(found):
        for item in scene.view.imports(path):
            for further in scene.view.resolve_import(path, item)[:2]:
                add(further, _SECOND)
    for path in scene.view.in_folder(str(PurePosixPath(scene.path).parent)):
        add(path, _SAME_FOLDER)
    for path in scene.view.importers(scene.path)[:20]:
        add(path, _IMPORTING)
    return found
