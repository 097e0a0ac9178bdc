"""Where a file itself says the name at a place, with the same meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.meaning import binding_import, import_meaning, means, within
from contexten.ide.navigation.imported import places_of
from contexten.ide.navigation.locals import Local, places_of_local
from contexten.ide.navigation.names import Outside, is_written, named_at
from contexten.index.resolve import is_same
from contexten.index.symbol import Symbol
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.codebase.world import World


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """One place of the name."""

    span: Span
    binds: bool
    """Whether the name is defined, bound or imported there."""


def mentions_at(world: World, path: str, offset: int) -> tuple[Mention, ...]:
    """All of them, in order; empty where the name means nothing that is known."""
    named, document = named_at(world, path, offset), world.snapshot.document(path)
    if named is None or document is None:
        return ()
    if not named.certain:
        return (Mention(named.span, binds=False),)
    found = {item.span: item for meaning in named.meanings for item in _mentions(world, path, meaning)}
    return tuple(sorted(item for item in found.values() if item.span.end <= len(document.data)))


def _mentions(world: World, path: str, meaning: Symbol | Local | Outside) -> Iterator[Mention]:
    match meaning:
        case Symbol():
            yield from _of_symbol(world, path, meaning)
        case Local() if meaning.path == path:
            starts = {item.start for item in world.details(path).bound.get(meaning.name, ())}
            yield from (Mention(span, span.start in starts) for span in places_of_local(world, meaning))
        case Outside():
            yield from _of_import(world, path, meaning.number)
        case _:
            pass


def _of_symbol(world: World, path: str, symbol: Symbol) -> Iterator[Mention]:
    names = {symbol.name: None}
    for number, item in enumerate(world.view.imports(path)):
        if within(symbol, import_meaning(world, path, item)):
            names[item.local_name] = None
            yield from (Mention(span, binds=True) for _name, span in places_of(world, path, number))
    for name in names:
        for usage in world.view.usages_in(path, name):
            if means(world, usage, symbol):
                start = usage.reference.start
                yield Mention(Span(start, start + len(name.encode())), binds=False)
    twins = (world.view.symbol(path, number) for number in world.view.places_of(path, symbol.name))
    document = world.document(path)
    for twin in twins:
        if is_same(twin, symbol) and is_written(document, twin.definition.name_span, twin.name):
            yield Mention(twin.definition.name_span, binds=True)


def _of_import(world: World, path: str, number: int) -> Iterator[Mention]:
    places = places_of(world, path, number)
    yield from (Mention(span, binds=True) for _name, span in places)
    name = world.view.imports(path)[number].local_name
    for usage in world.view.usages_in(path, name) if name else ():
        start = usage.reference.start
        bound = None if usage.reference.receiver else binding_import(world, path, name, start)
        if bound is not None and bound[0] == number:
            yield Mention(Span(start, start + len(name.encode())), binds=False)
