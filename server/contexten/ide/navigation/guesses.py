"""A member of an object of which nobody can tell the type: those that have its name, as long as they are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.codebase.meaning import binding_import, import_meaning
from contexten.index.expressions import types_at
from contexten.syntax.facts import SymbolKind
from contexten.syntax.languages import by_id

if TYPE_CHECKING:
    from contexten.codebase.world import World
    from contexten.index.symbol import Symbol, Usage

_MOST = 4
"""More namesakes tell nothing."""


def namesakes(world: World, usage: Usage) -> tuple[Symbol, ...]:
    """The members called like the one that is used, the nearest first; () where there are many, or it is none of them.

    Nothing is guessed of a receiver that comes from outside or has a known type, nor of a name that every program of
    the language has.
    """
    found = members_called(world, usage.reference.name, usage.path)
    return found if found and is_unknown(world, usage) else ()


def members_called(world: World, name: str, path: str) -> tuple[Symbol, ...]:
    """The members called `name` in the language of the file at `path`, if they are few; the nearest to it first."""
    view = world.view
    language = by_id(view.language_of(path))
    if language is None or name in language.builtins.members or len(view.defining(name)) > _MOST:
        return ()
    symbols = [item for item in view.definitions(name) if _is_member(world, item)]
    kin = [item for item in symbols if by_id(view.language_of(item.path)) is language]
    if not kin or len(kin) > _MOST:
        return ()
    imported = {file for item in view.imports(path) for file in view.resolve_import(path, item)}
    return tuple(sorted(kin, key=lambda item: (item.path != path, item.path not in imported)))


def is_unknown(world: World, usage: Usage) -> bool:
    """Whether nothing is known of what stands before the dot."""
    receiver = usage.reference.receiver.strip("& ").removeprefix("await ")
    first = receiver.partition("(")[0].partition(".")[0].partition("[")[0].strip("( ")
    if not first or first[0] in "\"'`0123456789[{":
        return False
    bound = binding_import(world, usage.path, first, usage.reference.start)
    if bound is not None and not import_meaning(world, usage.path, bound[1]):
        return False
    return not types_at(world.view, usage, receiver)


def _is_member(world: World, symbol: Symbol) -> bool:
    definition = symbol.definition
    if definition.owner or definition.kind is SymbolKind.FIELD:
        return True
    outline = world.view.outline(symbol.path)
    return outline is not None and definition.parent >= 0 and outline.definitions[definition.parent].kind.is_type
