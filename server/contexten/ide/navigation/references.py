"""Where the name at a place is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.codebase.meaning import meant
from contexten.codebase.usages import uses_of
from contexten.ide.navigation.guesses import is_unknown, members_called
from contexten.ide.navigation.imported import places_of
from contexten.ide.navigation.locals import Local, places_of_local
from contexten.ide.navigation.names import Outside, named_at
from contexten.index.members import holder_of, lineage
from contexten.index.resolve import is_same, place_of
from contexten.index.symbol import Symbol, Usage
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.codebase.world import World


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One place where a name is written."""

    path: str
    span: Span
    certain: bool = field(default=True, compare=False)
    """False: a member of an object of unknown type, which nothing else in the workspace has."""


def references_at(world: World, path: str, offset: int, *, declaration: bool) -> tuple[Occurrence, ...]:
    """Every place that uses what the name at `offset` means, by path and place; with the definitions if asked for."""
    named = named_at(world, path, offset)
    if named is None:
        return ()
    found = {item for meaning in named.meanings for item in _occurrences(world, meaning, declaration=declaration)}
    return tuple(sorted(item for item in found if _is_there(world, item)))


def uses_of_symbol(world: World, symbol: Symbol) -> Iterator[Usage]:
    """Every use of a definition: what certainly means it, and what nothing else can mean."""
    number = place_of(world.view, symbol)
    if number >= 0:
        yield from uses_of(world, symbol.path, number)[1]
        yield from _only_by_name(world, symbol)


def _only_by_name(world: World, symbol: Symbol) -> Iterator[Usage]:
    """Members of objects of unknown types, where the workspace has no other member of that name."""
    for path in world.view.using(symbol.name) if _is_alone(world, symbol) else ():
        for usage in world.uses_in(path, symbol.name):
            if usage.reference.receiver and not meant(world, usage) and is_unknown(world, usage):
                yield usage


def _occurrences(world: World, meaning: Symbol | Local | Outside, *, declaration: bool) -> Iterator[Occurrence]:
    match meaning:
        case Symbol():
            yield from _of_symbol(world, meaning, declaration=declaration)
        case Local():
            spans = places_of_local(world, meaning)
            yield from (Occurrence(meaning.path, span) for span in spans if declaration or span != meaning.span)
        case Outside():
            yield from _of_import(world, meaning, declaration=declaration)


def _of_symbol(world: World, symbol: Symbol, *, declaration: bool) -> Iterator[Occurrence]:
    number = place_of(world.view, symbol)
    if number < 0:
        yield from _of_file(world, symbol.path)
        return
    if declaration:
        yield Occurrence(symbol.path, symbol.definition.name_span)
    for item in uses_of(world, symbol.path, number)[0]:
        spans = [span for name, span in places_of(world, item.path, item.number) if name == item.fact.name]
        yield from (Occurrence(item.path, span) for span in spans)
    yield from map(_occurrence, uses_of(world, symbol.path, number)[1])
    yield from (_occurrence(usage, certain=False) for usage in _only_by_name(world, symbol))


def _of_file(world: World, path: str) -> Iterator[Occurrence]:
    from contexten.codebase.usages import usages_of_file

    for usage in usages_of_file(world, path):
        yield Occurrence(usage.match.path, usage.match.span)


def _of_import(world: World, outside: Outside, *, declaration: bool) -> Iterator[Occurrence]:
    from contexten.codebase.meaning import binding_import, bound_name

    path, number = outside.path, outside.number
    name = bound_name(world, path, world.view.imports(path)[number])
    if declaration:
        yield from (Occurrence(path, span) for given, span in places_of(world, path, number) if given == name)
    for usage in world.view.usages_in(path, name) if name else ():
        bound = None if usage.reference.receiver else binding_import(world, path, name, usage.reference.start)
        if bound is not None and bound[0] == number:
            yield _occurrence(usage)


def _occurrence(usage: Usage, *, certain: bool = True) -> Occurrence:
    start = usage.reference.start
    return Occurrence(usage.path, Span(start, start + len(usage.reference.name.encode())), certain)


def _is_alone(world: World, symbol: Symbol) -> bool:
    """Whether all members of that name are this one and those that it overrides or is overridden by."""
    holders = holder_of(world.view, symbol)
    others = members_called(world, symbol.name, symbol.path) if holders else ()
    if not others:
        return False
    kin = list(lineage(world.view, holders[0]))
    return all(is_same(item, symbol) or _belongs(world, item, kin) for item in others)


def _belongs(world: World, member: Symbol, kin: list[Symbol]) -> bool:
    """Whether the member is one of these types' or of one that derives from the first of them."""
    for holder in holder_of(world.view, member):
        above = list(lineage(world.view, holder))
        if any(is_same(holder, item) for item in kin) or any(is_same(kin[0], item) for item in above):
            return True
    return False


def _is_there(world: World, occurrence: Occurrence) -> bool:
    """Whether the text still is the one that the index knows, and there is something at the place."""
    document = world.snapshot.document(occurrence.path)
    return document is not None and 0 <= occurrence.span.start <= occurrence.span.end <= len(document.data)
