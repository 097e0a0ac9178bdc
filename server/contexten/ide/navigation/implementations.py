"""What implements a type or overrides a method, and of which type something is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide.navigation.definition import Definitions, Landing, landing_of_symbol
from contexten.ide.navigation.locals import Local
from contexten.ide.navigation.names import Named, named_at
from contexten.index.expressions import types_at
from contexten.index.members import holder_of
from contexten.index.resolve import is_same, place_of
from contexten.index.symbol import Symbol, Usage
from contexten.syntax.facts import Reference, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contexten.codebase.world import World

_MOST = 500
"""Types below one that are looked at."""


def implementations_at(world: World, path: str, offset: int) -> Definitions | None:
    """The types below a type, or what overrides a method in them; what has none, and a body, is its own."""
    named = named_at(world, path, offset)
    if named is None:
        return None
    symbols = [item for symbol in named.symbols for item in _implementing(world, symbol)]
    return _landed(world, named, symbols)


def types_of(world: World, path: str, offset: int) -> Definitions | None:
    """The types of what the name at `offset` gives, as far as the code shows them."""
    named = named_at(world, path, offset)
    return None if named is None else _landed(world, named, _types(world, path, named))


def _landed(world: World, named: Named, symbols: Iterable[Symbol]) -> Definitions | None:
    landings = dict.fromkeys(item for symbol in symbols if (item := landing_of_symbol(world, symbol)) is not None)
    found: tuple[Landing, ...] = tuple(landings)
    return Definitions(named.span, found) if found else None


def _implementing(world: World, symbol: Symbol) -> Iterator[Symbol]:
    definition = symbol.definition
    if definition.kind.is_type:
        below = _below(world, symbol)
        yield from below or [symbol]
        return
    overriding = [
        member
        for holder in holder_of(world.view, symbol)
        for subtype in _below(world, holder)
        for member in world.view.members(subtype, inherited=False)
        if member.name == symbol.name
    ]
    if definition.body is not None and not definition.unfinished:
        yield symbol
    yield from overriding


def _below(world: World, symbol: Symbol) -> list[Symbol]:
    found: list[Symbol] = []
    open_ = [symbol]
    while open_ and len(found) < _MOST:
        for item in world.view.subtypes(open_.pop(0)):
            if not any(is_same(item, known) for known in (symbol, *found)):
                found.append(item)
                open_.append(item)
    return found


def _types(world: World, path: str, named: Named) -> Iterator[Symbol]:
    for meaning in named.meanings:
        match meaning:
            case Symbol() if meaning.definition.kind.is_type:
                yield meaning
            case Symbol():
                yield from _of_definition(world, meaning)
            case Local():
                yield from _of_local(world, path, named)
            case _:
                pass


def _of_definition(world: World, symbol: Symbol) -> tuple[Symbol, ...]:
    call = "()" if symbol.definition.kind.is_callable else ""
    holders = holder_of(world.view, symbol)
    name = f"self.{symbol.name}{call}" if holders else symbol.name + call
    reference = Reference(symbol.name, symbol.definition.name_start, Role.NAME, place_of(world.view, symbol))
    return types_at(world.view, Usage(symbol.path, reference, symbol.definition), name)


def _of_local(world: World, path: str, named: Named) -> tuple[Symbol, ...]:
    """The types of a local name at the place it was asked for; where it is bound, of what it is bound to there."""
    definitions = world.outline(path).definitions
    around = [number for number, item in enumerate(definitions) if named.span.start in item.span]
    scope = around[-1] if around else -1
    reference = Reference(named.name, named.span.end, Role.NAME, scope)
    return types_at(world.view, Usage(path, reference, definitions[scope] if scope >= 0 else None), named.name)
