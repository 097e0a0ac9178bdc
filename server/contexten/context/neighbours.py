"""The functions around a target: siblings, namesakes, functions with similar signatures or the same names inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.uses import Edges, edges_of
from contexten.index.words import identifiers_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.scene import Scene
    from contexten.index.atlas import Atlas

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]

NEIGHBOURS, _SHARERS = 60, 80
_SAME_OWNER, _SAME_FILE, _SAME_FOLDER, _SAME_NAME = 0.2, 0.1, 0.05, 0.25
_MOST_USERS = 500
"""A name that more functions use says nothing."""
_SIGNATURE, _BESIDE, _FILE, _IMPORT = 1.0, 0.5, 0.2, 0.3


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Functions, best first, how near they are to the target, and what they use."""

    functions: Ints
    nearness: Floats
    edges: Edges


def find_neighbours(scene: Scene) -> tuple[Neighbours, Neighbours]:
    """The functions most like the target, and those that share the most names with its surroundings."""
    alike, sharing = _likeness(scene), _sharing(scene)
    near, sharers = (
        top(values, most, scene.atlas.place) for values, most in ((alike, NEIGHBOURS), (sharing, _SHARERS))
    )
    # What all of them use is resolved at once: most of the cost does not depend on how many they are.
    edges = edges_of(scene.meaning, np.concatenate((near, sharers)))
    return (
        Neighbours(near, alike[near], edges.of(0, len(near))),
        Neighbours(sharers, sharing[sharers], edges.of(len(near), len(sharers))),
    )


def _likeness(scene: Scene) -> Floats:
    """How much each function of the workspace is like the target."""
    atlas = scene.atlas
    likeness = scene.found.score * atlas.functions
    here = scene.own[atlas.functions[scene.own]]
    if scene.file >= 0:
        found = np.flatnonzero(likeness)
        beside = found[atlas.folder[atlas.file[found]] == atlas.folder[scene.file]]
        again = np.where(likeness[here] > 0, np.float32(_SAME_FOLDER), np.float32(0))
        likeness[beside] += _SAME_FOLDER
        likeness[here] += _SAME_FILE - again
        if scene.owner >= 0:
            likeness[here[atlas.parent[here] == scene.owner]] += _SAME_OWNER
    if scene.symbol >= 0:
        namesakes = atlas.symbols_named(int(atlas.name[scene.symbol]))
        namesakes = namesakes[atlas.functions[namesakes]]
        likeness[namesakes[likeness[namesakes] > 0]] += _SAME_NAME
        likeness[scene.symbol] = 0
    return likeness * scene.dampings


def _sharing(scene: Scene) -> Floats:
    """How many, and how rare, names each function of the workspace shares with the target's surroundings."""
    # By text: sums in single precision hang on their order, and a name's number on what was there before it.
    names = sorted(_visible(scene).items(), key=lambda entry: scene.atlas.text_of(entry[0]))
    numbers = np.array([name for name, _ in names], np.int32)
    shared = shared_names(scene.atlas, numbers, np.array([weight for _, weight in names]), _MOST_USERS)
    if scene.symbol >= 0:
        shared[scene.symbol] = 0
    shared *= scene.dampings
    shared /= scene.atlas.use_breadth
    return shared


def shared_names(atlas: Atlas, names: Ints, weights: NDArray[np.float64], most: int) -> Floats:
    """By symbol the weights of the names it uses, the rarer the more; a name that more than `most` use says nothing."""
    owner, users = atlas.users_many(names)
    counts = np.bincount(owner, minlength=len(names))
    worth = np.where(counts <= most, weights / np.log(2 + counts), 0).astype(np.float32)
    kept = counts[owner] <= most
    shared = np.zeros(atlas.count, dtype=np.float32)
    np.add.at(shared, users[kept], worth[owner[kept]])
    return shared


def _visible(scene: Scene) -> dict[int, float]:
    """The names around the target, the closest with the most weight."""
    atlas = scene.atlas
    names: dict[str, float] = dict.fromkeys(scene.used_here, _FILE)
    names.update((item.local_name, _IMPORT) for item in scene.facts.imports)
    numbers = {number: weight for name, weight in names.items() if (number := scene.number(name))}
    if scene.owner >= 0:
        beside = atlas.members_of(scene.owner)
        beside = beside[beside != scene.symbol]
        numbers.update(dict.fromkeys(atlas.uses_of(beside).name.tolist(), _BESIDE))
    if scene.definition is not None:
        written = (scene.number(name) for name in identifiers_of(scene.definition.signature))
        numbers.update((number, _SIGNATURE) for number in written if number)
    return numbers


def relation(scene: Scene, function: int) -> str:
    """What makes a function a neighbour: `sibling in class Repo`, `which has the same name`."""
    atlas = scene.atlas
    if scene.owner >= 0 and int(atlas.parent[function]) == scene.owner:
        return f"sibling in {scene.title(scene.owner)}"
    if scene.symbol >= 0 and atlas.name[function] == atlas.name[scene.symbol]:
        return "which has the same name"
    return "which resembles the target"


def top(values: Floats, most: int, order: NDArray[np.int64]) -> Ints:
    """The places of the `most` largest positive values, largest first, equal ones by `order`, a number for each."""
    places = np.flatnonzero(values > 0)
    if len(places) > 4 * most:
        positive = values[places]
        places = places[positive >= np.partition(positive, len(positive) - most)[len(positive) - most]]
    best = np.lexsort((order[places], -values[places]))
    return places[best][:most].astype(np.int32)
