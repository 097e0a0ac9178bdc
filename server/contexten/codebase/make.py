"""From the index's symbols to views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.codebase.class_definition import Class
from contexten.codebase.function import Function
from contexten.codebase.kinds import SYMBOL_TYPES, SymbolType
from contexten.codebase.symbol import Enum, GlobalVar, Interface, Namespace, Symbol, TypeAlias
from contexten.index.resolve import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.codebase.world import World
    from contexten.index.symbol import Symbol as IndexSymbol

_VIEWS: dict[SymbolType, type[Symbol]] = {
    SymbolType.Function: Function,
    SymbolType.Class: Class,
    SymbolType.GlobalVar: GlobalVar,
    SymbolType.Interface: Interface,
    SymbolType.Type: TypeAlias,
    SymbolType.Enum: Enum,
    SymbolType.Namespace: Namespace,
}


def symbol_at(world: World, path: str, number: int) -> Symbol:
    """The view of definition `number` of a file."""
    kind = world.outline(path).definitions[number].kind
    return _VIEWS[SYMBOL_TYPES[kind]](world, path, number)


def symbol_of(world: World, found: IndexSymbol) -> Symbol | None:
    """The view of one of the index's symbols; None for a file, which is no definition."""
    number = place_of(world.view, found)
    return symbol_at(world, found.path, number) if number >= 0 else None


def symbols_of(world: World, found: Iterable[IndexSymbol]) -> list[Symbol]:
    """The views of the index's symbols that are definitions."""
    return [symbol for item in found if (symbol := symbol_of(world, item)) is not None]
