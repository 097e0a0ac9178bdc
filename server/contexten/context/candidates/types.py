"""Types at hand and their members: of parameters, the result, attributes, bases, and of what is imported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.meaning import IS_CALLABLE
from contexten.context.weights import Source, size_factor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.board import Board
    from contexten.context.scene import Scene

_BASE, _SECOND_HOP = 0.7, 0.5
_SECOND_HOP_TYPES = 8
_MOST_MEMBERS = 300
_MOST_GUESSES = 2
_PART_OF_NAME = 0.6
_SHORTEST_PART = 3
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class _AtHand:
    symbol: int
    source: Source
    """What its members are proposed as."""
    strength: float
    role: str


def types(scene: Scene, board: Board) -> None:
    """Each type at hand, and its members by their prior; then, weakly, the types its members give."""
    at_hand = (*_of_signature(scene), *_of_owner(scene), *_of_imports(scene), *_of_names(scene))
    seen: set[int] = set()
    for found in at_hand:
        if found.source not in {Source.MEMBER_FRESH, Source.MEMBER_IMPORTED}:
            board.put(Source.TYPE, found.symbol, found.strength, found.role)
        _members(scene, board, found)
        seen.add(found.symbol)
    place = scene.atlas.place

    def by_worth(found: _AtHand) -> tuple[int, float, int]:
        return _ORDER.index(found.source), -found.strength, int(place[found.symbol])

    for found in _second_hop(scene, sorted(at_hand, key=by_worth)[:_SECOND_HOP_TYPES]):
        if found.symbol not in seen:
            seen.add(found.symbol)
            board.put(Source.TYPE, found.symbol, found.strength, found.role)
            _members(scene, board, found)


_ORDER = (
    Source.MEMBER_PARAMETER,
    Source.MEMBER_FRESH,
    Source.MEMBER_ATTRIBUTE,
    Source.MEMBER_RESULT,
    Source.MEMBER_GUESSED,
    Source.MEMBER_IMPORTED,
)


def _of_signature(scene: Scene) -> Iterator[_AtHand]:
    if scene.definition is None:
        return
    for name, kinds in scene.parameters:
        for kind in kinds:
            yield _AtHand(kind, Source.MEMBER_PARAMETER, 1.0, f"type of parameter '{name}'")
    for kind in scene.types_named(scene.definition.returns):
        yield _AtHand(kind, Source.MEMBER_RESULT, 1.0, "type of the result")


def _of_owner(scene: Scene) -> Iterator[_AtHand]:
    if scene.owner < 0:
        return
    atlas, meaning = scene.atlas, scene.meaning
    for member in meaning.members(scene.owner):
        if not IS_CALLABLE[atlas.kind[member]] and atlas.type[member]:
            for kind in meaning.type_of(int(member)):
                name = atlas.text_of(int(atlas.name[member]))
                yield _AtHand(kind, Source.MEMBER_ATTRIBUTE, 1.0, f"type of attribute '{name}'")
    for base in meaning.lineage(scene.owner)[1:]:
        yield _AtHand(base, Source.MEMBER_ATTRIBUTE, _BASE, f"base of {scene.title(scene.owner)}")


def _of_imports(scene: Scene) -> Iterator[_AtHand]:
    for item, found in scene.bindings:
        source = Source.MEMBER_IMPORTED if item.local_name in scene.used_here else Source.MEMBER_FRESH
        for symbol in found[:1]:
            for kind in scene.meaning.type_of(int(symbol)):
                yield _AtHand(kind, source, 1.0, "imported here")


def _of_names(scene: Scene) -> Iterator[_AtHand]:
    """A parameter without a type is often called like its type, and a type like the one it serves."""
    for name, kinds in scene.parameters:
        if not kinds:
            camel = "".join(part[:1].upper() + part[1:] for part in name.split("_"))
            yield from _called(scene, camel, 1.0, f"called like parameter '{name}'")
    if scene.owner >= 0:
        own = scene.atlas.text_of(int(scene.atlas.name[scene.owner]))
        parts = _PART.findall(own)
        for part in sorted({"".join(parts[:end]) for end in range(1, len(parts))} | set(parts[-1:])):
            if part != own and len(part) > _SHORTEST_PART:
                yield from _called(scene, part, _PART_OF_NAME, f"part of the name {own}")


def _called(scene: Scene, name: str, strength: float, role: str) -> Iterator[_AtHand]:
    number = scene.atlas.id_of(name)
    kinds = scene.atlas.types_named(number) if number else ()
    for kind in [int(kind) for kind in kinds if kind != scene.owner][:_MOST_GUESSES]:
        yield _AtHand(kind, Source.MEMBER_GUESSED, strength, role)


def _second_hop(scene: Scene, at_hand: list[_AtHand]) -> Iterator[_AtHand]:
    atlas, meaning = scene.atlas, scene.meaning
    for found in at_hand:
        members = meaning.members(found.symbol)
        for member in members[atlas.type[members] > 0][:_MOST_MEMBERS]:
            for kind in meaning.type_of(int(member)):
                if kind != member:
                    role = f"given by {scene.title(int(member))}"
                    yield _AtHand(kind, Source.MEMBER_SECOND, _SECOND_HOP * found.strength, role)


def _members(scene: Scene, board: Board, found: _AtHand) -> None:
    members = scene.meaning.members(found.symbol)
    the = "the " if found.role.startswith("type") else ""
    share = np.float32(found.strength * size_factor(len(members)))
    kept = members[:_MOST_MEMBERS]
    name = scene.atlas.text_of(int(scene.atlas.name[found.symbol]))
    board.add_members(found.source, kept, share, f"member of {name}, {the}{found.role}")
