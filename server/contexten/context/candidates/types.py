"""Types at hand and their members: of parameters, the result, attributes, bases, and of what is imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.context.rank import Candidate, Key, key_of
from contexten.context.weights import Source, size_factor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contexten.context.scene import Scene
    from contexten.index.symbol import Symbol

_PARAMETER, _RESULT, _ATTRIBUTE, _BASE, _SECOND_HOP = 1.0, 0.7, 0.7, 0.5, 0.35
_UNUSED_IMPORT, _IMPORTED = 0.9, 0.45
_SECOND_HOP_TYPES = 8


@dataclass(frozen=True, slots=True)
class _AtHand:
    symbol: Symbol
    strength: float
    role: str
    imported: bool = False


def types(scene: Scene) -> Iterator[Candidate]:
    """Each type at hand, and its members by their prior; then, weakly, the types its members give."""
    at_hand = _strongest((*_of_signature(scene), *_of_owner(scene), *_of_imports(scene)))
    for found in at_hand.values():
        if not found.imported:
            yield Candidate(found.symbol, Source.TYPE, found.strength, found.role)
        yield from _members(scene, found)
    further = _strongest(_second_hop(scene, tuple(at_hand.values())))
    for key, found in further.items():
        if key not in at_hand:
            yield Candidate(found.symbol, Source.TYPE, found.strength, found.role)
            yield from _members(scene, found)


def _strongest(found: Iterable[_AtHand]) -> dict[Key, _AtHand]:
    best: dict[Key, _AtHand] = {}
    for item in found:
        held = best.get(key_of(item.symbol))
        if held is None or item.strength > held.strength:
            best[key_of(item.symbol)] = item
    return best


def _of_signature(scene: Scene) -> Iterator[_AtHand]:
    if scene.symbol is None:
        return
    for parameter in scene.symbol.parameters:
        for kind in scene.resolver.types(scene.path, parameter.type):
            yield _AtHand(kind, _PARAMETER, f"type of parameter '{parameter.name}'")
    for kind in scene.resolver.types(scene.path, scene.symbol.returns):
        yield _AtHand(kind, _RESULT, "type of the result")


def _of_owner(scene: Scene) -> Iterator[_AtHand]:
    owner = scene.owner
    if owner is None:
        return
    for members in scene.resolver.members(owner).values():
        if not members[0].definition.kind.is_callable:
            for kind in scene.resolver.type_of(members[0], owner):
                yield _AtHand(kind, _ATTRIBUTE, f"type of attribute '{members[0].name}'")
    for base in scene.view.bases(owner):
        yield _AtHand(base, _BASE, f"base of {owner.name}")


def _of_imports(scene: Scene) -> Iterator[_AtHand]:
    for item in scene.facts.imports:
        strength = _IMPORTED if item.local_name in scene.used_here else _UNUSED_IMPORT
        for symbol in scene.imported(item)[:1]:
            for kind in scene.resolver.type_of(symbol, None):
                yield _AtHand(kind, strength, "imported here", imported=True)


def _second_hop(scene: Scene, at_hand: tuple[_AtHand, ...]) -> Iterator[_AtHand]:
    strong = sorted(at_hand, key=lambda found: (-found.strength, key_of(found.symbol)))
    for found in strong[:_SECOND_HOP_TYPES]:
        for members in scene.resolver.members(found.symbol).values():
            for kind in scene.resolver.type_of(members[0], found.symbol):
                if members[0] != kind:
                    role = f"given by {found.symbol.name}.{members[0].name}"
                    yield _AtHand(kind, _SECOND_HOP * found.strength, role)


def _members(scene: Scene, found: _AtHand) -> Iterator[Candidate]:
    reason = f"member of {found.symbol.name}, {'the ' if found.role.startswith('type') else ''}{found.role}"
    groups = scene.resolver.members(found.symbol)
    share = found.strength * size_factor(len(groups))
    for members in groups.values():
        yield Candidate(members[0], Source.MEMBER, share * scene.prior(members[0]), reason)
