"""Types at hand and their members: of parameters, the result, attributes, bases, and of what is imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.context.rank import Candidate, key_of
from contexten.context.weights import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene
    from contexten.index.symbol import Symbol

_PARAMETER, _RESULT, _ATTRIBUTE, _BASE, _IMPORTED, _SECOND_HOP = 1.0, 0.7, 0.7, 0.5, 0.45, 0.25
_SECOND_HOP_TYPES = 8


@dataclass(frozen=True, slots=True)
class _AtHand:
    symbol: Symbol
    strength: float
    role: str


def types(scene: Scene) -> Iterator[Candidate]:
    """Each type at hand, and its members by their prior; then, weakly, the types its members give."""
    at_hand: dict[tuple[str, int], _AtHand] = {}
    for found in _at_hand(scene):
        held = at_hand.get(key_of(found.symbol))
        if held is None or found.strength > held.strength:
            at_hand[key_of(found.symbol)] = found
    for found in at_hand.values():
        if found.role != "imported here":
            yield Candidate(found.symbol, Source.TYPE, found.strength, found.role)
        yield from _members(scene, found)
    for found in _second_hop(scene, tuple(at_hand.values())):
        if key_of(found.symbol) not in at_hand:
            yield Candidate(found.symbol, Source.TYPE, found.strength, found.role)
            yield from _members(scene, found)


def _at_hand(scene: Scene) -> Iterator[_AtHand]:
    symbol, owner, resolver = scene.symbol, scene.owner, scene.resolver
    if symbol is not None:
        for parameter in symbol.parameters:
            for kind in resolver.types(scene.path, parameter.type):
                yield _AtHand(kind, _PARAMETER, f"type of parameter '{parameter.name}'")
        for kind in resolver.types(scene.path, symbol.returns):
            yield _AtHand(kind, _RESULT, "type of the result")
    if owner is not None:
        for members in resolver.members(owner).values():
            for member in members[:1]:
                if not member.definition.kind.is_callable:
                    for kind in resolver.type_of(member, owner):
                        yield _AtHand(kind, _ATTRIBUTE, f"type of attribute '{member.name}'")
        for base in scene.view.bases(owner):
            yield _AtHand(base, _BASE, f"base of {owner.name}")
    for item in scene.facts.imports:
        for kind in resolver.name(scene.path, item.local_name)[:1] if item.name else ():
            for holder in resolver.type_of(kind, None):
                yield _AtHand(holder, _IMPORTED, "imported here")


def _members(scene: Scene, found: _AtHand) -> Iterator[Candidate]:
    role = found.role if found.role != "imported here" else "which is imported here"
    reason = f"member of {found.symbol.name}, {'the ' if role.startswith('type') else ''}{role}"
    for members in scene.resolver.members(found.symbol).values():
        for member in members[:1]:
            yield Candidate(member, Source.MEMBER, found.strength * scene.prior(member), reason)


def _second_hop(scene: Scene, at_hand: tuple[_AtHand, ...]) -> Iterator[_AtHand]:
    strong = sorted(at_hand, key=lambda found: (-found.strength, key_of(found.symbol)))
    for found in strong[:_SECOND_HOP_TYPES]:
        for members in scene.resolver.members(found.symbol).values():
            for kind in scene.resolver.type_of(members[0], found.symbol):
                if members[0] != kind:
                    yield _AtHand(
                        kind, _SECOND_HOP * found.strength, f"given by {found.symbol.name}.{members[0].name}"
                    )
