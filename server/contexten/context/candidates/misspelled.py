"""What a name in a diagnostic may have been meant to be: one of the files at hand that is spelled nearly the same."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.weights import Source
from contexten.index.atlas.sets import distinct
from contexten.index.words import identifiers_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.board import Board
    from contexten.context.scene import Scene

    Ints = NDArray[np.int32]

_MEANT = 1.0
_CLOSE = 0.8
"""By `difflib`: of eight letters one may be wrong, or two may have changed places."""
_SHORTEST = 4
_MOST_NAMES = 3
_MOST_SYMBOLS = 20_000
_MOST_LETTERS = 2
"""So many letters may be there that the other name does not have: cheap to count, so few names are compared."""


def misspelled(scene: Scene, board: Board) -> None:
    """Symbols of this file, of those it imports and of its folder, for names that the workspace defines nowhere."""
    told = dict.fromkeys(name for item in scene.target.diagnostics for name in identifiers_of(item.message))
    unknown = [name for name in told if len(name) >= _SHORTEST and _is_misspelled(scene, name)]
    near = _near(scene) if unknown else np.zeros(0, np.int32)
    names = {scene.atlas.text_of(int(number)): int(number) for number in distinct(scene.atlas.name[near])}
    for name in unknown:
        for other in get_close_matches(name, _similar(name, names), _MOST_NAMES, _CLOSE):
            symbols = near[scene.atlas.name[near] == names[other]]
            board.add(Source.USED, symbols, _MEANT / len(symbols), f"spelled like '{name}' in the diagnostic")


def _is_misspelled(scene: Scene, name: str) -> bool:
    """Whether the file uses a name that nothing of the workspace has; a word of the message is no such name."""
    number = scene.atlas.id_of(name)
    return name in scene.used_here and (not number or not scene.atlas.symbols_named(number).size)


def _near(scene: Scene) -> Ints:
    atlas = scene.atlas
    if scene.file < 0:
        return np.zeros(0, np.int32)
    beside = np.flatnonzero(atlas.folder == atlas.folder[scene.file])
    near = (some[np.argsort(atlas.file_place[some])].tolist() for some in (atlas.links(scene.file), beside))
    files = list(dict.fromkeys([scene.file, *(file for some in near for file in some)]))
    ranges = [atlas.symbols_of_file(file) for file in files]
    symbols = np.concatenate([np.arange(inside.start, inside.stop, dtype=np.int32) for inside in ranges])
    return symbols[atlas.alive[symbols]][:_MOST_SYMBOLS]


def _similar(name: str, names: dict[str, int]) -> list[str]:
    """Those that can be close at all, sorted."""
    letters = Counter(name)
    fitting = (other for other in names if abs(len(other) - len(name)) <= _MOST_LETTERS)
    return sorted(other for other in fitting if sum((letters - Counter(other)).values()) <= _MOST_LETTERS)
