"""Where the name at a place is defined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.ide.navigation.imported import places_of
from contexten.ide.navigation.locals import Local
from contexten.ide.navigation.names import Named, Outside, is_written, named_at
from contexten.index.symbol import Symbol
from contexten.text import Span

if TYPE_CHECKING:
    from contexten.codebase.world import World


@dataclass(frozen=True, slots=True)
class Landing:
    """A place to go to."""

    path: str
    name: Span
    """What the cursor is to stand on; empty at the start of a file."""
    whole: Span
    """All that belongs to it; covers `name`."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """The name that was asked for and where it is defined, best first."""

    origin: Span
    landings: tuple[Landing, ...]


def definitions_at(world: World, path: str, offset: int) -> Definitions | None:
    """Where the name at byte `offset` is defined; None where there is none, or nothing is known of it."""
    named = named_at(world, path, offset)
    if named is None:
        return None
    landings = [landing for item in named.meanings if (landing := landing_of(world, item, named)) is not None]
    return Definitions(named.span, tuple(dict.fromkeys(landings))) if landings else None


def landing_of(world: World, meaning: Symbol | Local | Outside, named: Named) -> Landing | None:
    """The place of one meaning; None where the text is not the one any more that the index knows."""
    match meaning:
        case Symbol():
            return landing_of_symbol(world, meaning)
        case Local():
            return Landing(meaning.path, meaning.span, meaning.span)
        case Outside(path, number):
            spans = [span for name, span in places_of(world, path, number) if name == named.name]
            item = world.view.imports(path)[number]
            name = spans[-1] if spans else named.span
            return Landing(path, name, Span(min(item.start, name.start), max(item.end, name.end)))


def landing_of_symbol(world: World, symbol: Symbol) -> Landing | None:
    """The place of a definition, or of a file; None where the text is not the one any more that the index knows."""
    document, definition = world.snapshot.document(symbol.path), symbol.definition
    if document is None:
        return None
    if definition.start == definition.end:
        return Landing(symbol.path, Span(0, 0), Span(0, 0))
    name = definition.name_span
    if not is_written(document, name, symbol.name):
        return None
    return Landing(symbol.path, name, Span(min(definition.start, name.start), max(definition.end, name.end)))
