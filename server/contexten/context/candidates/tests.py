"""Tests that name the target: they show what is expected of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.rank import Candidate
from contexten.context.weights import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene

_MOST = 10


def tests(scene: Scene) -> Iterator[Candidate]:
    """Test functions that use the target's name or, where it is a member, its type's."""
    if scene.symbol is None:
        return
    names = [scene.symbol.name, *((scene.owner.name,) if scene.owner is not None else ())]
    found = 0
    for path in sorted(path for path in scene.lexicon.users(names[0]) if scene.lexicon.is_test(path)):
        file = scene.lexicon.file(path)
        for function in file.functions if file is not None else ():
            if any(reference.name == names[0] for reference in function.uses) and found < _MOST:
                found += 1
                yield Candidate(function.symbol, Source.TESTS, 1.0 / found, f"tests {names[0]}")
