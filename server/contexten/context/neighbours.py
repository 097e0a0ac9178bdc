"""The functions most like the target: siblings, namesakes, functions with similar signatures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.uses import Edges, edges_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.scene import Scene

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]

NEIGHBOURS = 60
_SAME_OWNER, _SAME_FILE, _SAME_FOLDER, _SAME_NAME = 0.2, 0.1, 0.05, 0.25


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The functions, best first, how like the target they are, and what they use."""

    functions: Ints
    likeness: Floats
    edges: Edges


def find_neighbours(scene: Scene) -> Neighbours:
    """The functions most like the target."""
    atlas = scene.atlas
    likeness = np.where(atlas.functions, scene.found.score, np.float32(0.0))
    here = scene.own[atlas.functions[scene.own]]
    if scene.file >= 0:
        beside = (likeness > 0) & (atlas.folder[atlas.file] == atlas.folder[scene.file])
        likeness[beside] += _SAME_FOLDER
        likeness[here] += _SAME_FILE - np.where(beside[here], np.float32(_SAME_FOLDER), np.float32(0))
        if scene.owner >= 0:
            likeness[here[atlas.parent[here] == scene.owner]] += _SAME_OWNER
    if scene.symbol >= 0:
        namesakes = atlas.symbols_named(int(atlas.name[scene.symbol]))
        namesakes = namesakes[atlas.functions[namesakes]]
        likeness[namesakes[likeness[namesakes] > 0]] += _SAME_NAME
        likeness[scene.symbol] = 0
    likeness *= scene.dampings
    best = top(likeness, NEIGHBOURS)
    return Neighbours(best, likeness[best], edges_of(scene.meaning, best))


def relation(scene: Scene, function: int) -> str:
    """What makes a function a neighbour: `sibling in class Repo`, `which has the same name`."""
    atlas = scene.atlas
    if scene.owner >= 0 and int(atlas.parent[function]) == scene.owner:
        return f"sibling in {scene.title(scene.owner)}"
    if scene.symbol >= 0 and atlas.name[function] == atlas.name[scene.symbol]:
        return "which has the same name"
    return "which resembles the target"


def top(values: Floats, most: int) -> Ints:
    """The places of the `most` largest positive values, largest first, equal ones by place."""
    if len(values) > 4 * most:
        least = np.partition(values, len(values) - most)[len(values) - most]
        places = np.flatnonzero(values >= max(least, np.float32(1e-9)))
    else:
        places = np.flatnonzero(values > 0)
    order = np.lexsort((places, -values[places]))
    return places[order][:most].astype(np.int32)
