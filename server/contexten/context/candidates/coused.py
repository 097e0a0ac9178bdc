"""What is used together with the names that are visible around the target, in functions anywhere."""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING

from contexten.context.neighbours import used_by
from contexten.context.rank import Candidate, Key, key_of
from contexten.context.weights import TEST_DAMPING, Source
from contexten.index.words import identifiers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.derive import Function
    from contexten.context.scene import Scene
    from contexten.index.symbol import Symbol

_FUNCTIONS = 80
_MOST_USERS = 500
"""A name that more functions use says nothing."""
_SIGNATURE, _BESIDE, _FILE, _IMPORT = 1.0, 0.5, 0.2, 0.3


def coused(scene: Scene) -> Iterator[Candidate]:
    """Votes of the functions that share the most, and the rarest, names with the target's surroundings."""
    votes: dict[Key, float] = {}
    heard: dict[Key, tuple[Symbol, Function]] = {}
    for likeness, function in _sharing(scene):
        for symbol, share, _ in used_by(scene, function):
            key = key_of(symbol)
            votes[key] = votes.get(key, 0.0) + likeness * share
            heard.setdefault(key, (symbol, function))
    most = max(votes.values(), default=1.0)
    for key, vote in votes.items():
        symbol, function = heard[key]
        reason = f"used by {scene.title(function.symbol)}, which uses the same things"
        yield Candidate(symbol, Source.COUSED, vote / most, reason)


def visible_names(scene: Scene) -> dict[str, float]:
    """The names around the target, the closest with the most weight."""
    names: dict[str, float] = dict.fromkeys(sorted(scene.used_here), _FILE)
    for item in scene.facts.imports:
        names[item.local_name] = _IMPORT
    owner, file = scene.owner, scene.lexicon.file(scene.path)
    if owner is not None and file is not None:
        siblings = [function for function in file.functions if function.owner == owner.name]
        for function in siblings:
            if not scene.is_self(function.symbol):
                names.update(dict.fromkeys(sorted(function.names), _BESIDE))
    if scene.symbol is not None:
        names.update(dict.fromkeys(identifiers_of(scene.symbol.signature), _SIGNATURE))
    names.pop("", None)
    return names


def _sharing(scene: Scene) -> list[tuple[float, Function]]:
    shared: dict[tuple[str, int], float] = {}
    for name, weight in sorted(visible_names(scene).items()):
        users = scene.lexicon.using(name)
        count = sum(map(len, users.values()))
        if 0 < count <= _MOST_USERS:
            value = weight / math.log(2 + count)
            for path, numbers in users.items():
                for number in numbers:
                    shared[path, number] = shared.get((path, number), 0.0) + value
    scored: list[tuple[float, str, int, Function]] = []
    for (path, number), value in shared.items():
        file = scene.lexicon.file(path)
        if file is None or scene.is_self(file.functions[number].symbol):
            continue
        function = file.functions[number]
        damping = TEST_DAMPING if file.is_test and not scene.wants_tests else 1.0
        scored.append((-damping * value / math.sqrt(4 + len(function.names)), path, number, function))
    best = heapq.nsmallest(_FUNCTIONS, scored, key=lambda entry: entry[:3])
    return [(value * value, function) for value, _, _, function in best]
