"""The functions most like the target: siblings, namesakes, functions with similar signatures; and what they use."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.context.derive import Function, owner_of
from contexten.context.infer import owner_symbol
from contexten.context.rank import Key, key_of
from contexten.context.weights import TEST_DAMPING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene
    from contexten.index.symbol import Symbol

_NEIGHBOURS = 60
_SAME_OWNER, _SAME_FILE, _SAME_FOLDER, _SAME_NAME = 0.2, 0.1, 0.05, 0.25


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A function like the target."""

    function: Function
    likeness: float
    relation: str
    """`sibling in class Repo`, `same name`, `resembles the target`."""


def find_neighbours(scene: Scene) -> list[Neighbour]:
    """The functions most like the target, best first."""
    likeness: dict[Key, float] = {key_of(hit.symbol): hit.strength for hit in scene.hits}
    best: list[tuple[float, Key, Neighbour]] = []
    for function in _functions(scene, {path for path, _ in likeness}):
        if scene.is_self(function.symbol):
            continue
        bonus, relation = _relation(scene, function)
        total = likeness.get(key_of(function.symbol), 0.0) + bonus
        file = scene.lexicon.file(function.symbol.path)
        if file is not None and file.is_test and not scene.wants_tests:
            total *= TEST_DAMPING
        if total > 0:
            best.append((-total, key_of(function.symbol), Neighbour(function, total, relation)))
    return [neighbour for _, _, neighbour in heapq.nsmallest(_NEIGHBOURS, best, key=lambda entry: entry[:2])]


def used_by(scene: Scene, function: Function) -> Iterator[tuple[Symbol, float, int]]:
    """The symbols a function uses, each with its certainty and the byte where it is used."""
    path = function.symbol.path
    facts = scene.snapshot.facts(path) if function.owner else None
    owner = owner_symbol(path, facts, function.symbol.definition, scene.view) if facts is not None else None
    for reference in function.uses:
        for symbol, share in scene.resolver.reference(path, function.symbol.definition, owner, reference):
            yield symbol, share, reference.start


def _functions(scene: Scene, paths: set[str]) -> Iterator[Function]:
    hit = {key_of(found.symbol) for found in scene.hits}
    for path in sorted(paths | {scene.path}):
        file = scene.lexicon.file(path)
        if file is not None:
            for function in file.functions:
                if path == scene.path or key_of(function.symbol) in hit:
                    yield function


def _relation(scene: Scene, function: Function) -> tuple[float, str]:
    bonus, relation = 0.0, "which resembles the target"
    same_file = function.symbol.path == scene.path
    if scene.symbol is not None and function.symbol.name == scene.symbol.name:
        bonus, relation = bonus + _SAME_NAME, "which has the same name"
    if same_file:
        bonus += _SAME_FILE
    elif PurePosixPath(function.symbol.path).parent == PurePosixPath(scene.path).parent:
        bonus += _SAME_FOLDER
    if (
        same_file
        and scene.symbol is not None
        and function.owner
        and function.owner == owner_of(scene.facts, scene.symbol)
    ):
        bonus, relation = bonus + _SAME_OWNER, f"sibling in {function.owner}"
    return bonus, relation
