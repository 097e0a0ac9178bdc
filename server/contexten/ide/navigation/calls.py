"""Who calls a function, and whom it calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.meaning import meant
from contexten.ide.navigation.guesses import namesakes
from contexten.ide.navigation.names import CONSTRUCTORS, is_written, named_at
from contexten.ide.navigation.references import uses_of_symbol
from contexten.index.members import holder_of
from contexten.index.resolve import module_symbol
from contexten.index.symbol import Symbol, Usage
from contexten.syntax.facts import Role, SymbolKind
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.codebase.world import World


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls between the symbol that was asked for and one other."""

    other: Symbol
    """Who calls, or who is called; a file for what stands at its top."""
    spans: tuple[Span, ...]
    """The called names, in the file of the one who calls."""


def callables_at(world: World, path: str, offset: int) -> tuple[Symbol, ...]:
    """The functions, methods and types that the name at `offset` means, else the function around it."""
    named = named_at(world, path, offset)
    found = () if named is None else tuple(item for item in named.symbols if _is_called(item))
    return found or _around(world, path, offset)


def symbol_at(world: World, path: str, start: int, name: str) -> Symbol | None:
    """The definition whose name starts at `start`, or the only one called `name` where the text has changed since.

    The file itself where its name is meant.
    """
    numbers = world.view.places_of(path, name)
    found = [world.view.symbol(path, number) for number in numbers]
    exact = next((item for item in found if item.definition.name_start == start), None)
    if exact is None and len(found) == 1:
        exact = found[0]
    if exact is None and start == 0 and world.view.outline(path) is not None:
        exact = module_symbol(world.view, path)
    return exact


def incoming(world: World, symbol: Symbol) -> tuple[Calls, ...]:
    """Who calls it, by path and place; a type is called where it makes an instance."""
    targets = [symbol, *(holder_of(world.view, symbol) if symbol.name in CONSTRUCTORS else ())]
    uses = {
        (usage.path, usage.reference.start): usage
        for target in targets
        for usage in uses_of_symbol(world, target)
        if usage.reference.role is Role.CALL and _is_there(world, usage)
    }
    return _gathered((_caller(world, usage), _span(usage)) for _, usage in sorted(uses.items()))


def outgoing(world: World, symbol: Symbol) -> tuple[Calls, ...]:
    """Whom it calls, in the order of the first calls; only what the workspace defines."""
    facts = world.facts(symbol.path)
    whole, is_file = symbol.definition.span, symbol.definition.kind is SymbolKind.MODULE and not symbol.definition.end
    found: list[tuple[Symbol, Span]] = []
    for reference in facts.references:
        inside = reference.scope < 0 if is_file else reference.start in whole
        if reference.role is not Role.CALL or not inside:
            continue
        scope = facts.definitions[reference.scope] if reference.scope >= 0 else None
        usage = Usage(symbol.path, reference, scope)
        if _is_there(world, usage):
            called = meant(world, usage) or (namesakes(world, usage) if reference.receiver else ())
            found += [(item, _span(usage)) for item in called if _is_called(item)]
    return _gathered(found)


def _is_called(symbol: Symbol) -> bool:
    return symbol.definition.kind.is_callable or symbol.definition.kind.is_type


def _around(world: World, path: str, offset: int) -> tuple[Symbol, ...]:
    outline = world.outline(path)
    functions = ((number, item) for number, item in enumerate(outline.definitions) if item.kind.is_callable)
    around = [number for number, item in functions if item.start <= offset <= item.end]
    return tuple(world.view.symbol(path, number) for number in around[-1:])


def _caller(world: World, usage: Usage) -> Symbol:
    """The innermost function or type around a call; its file where there is none."""
    definitions, scope = world.outline(usage.path).definitions, usage.reference.scope
    while scope >= 0:
        kind = definitions[scope].kind
        if kind.is_callable or kind.is_type:
            return world.view.symbol(usage.path, scope)
        scope = definitions[scope].parent
    return module_symbol(world.view, usage.path)


def _gathered(pairs: Iterable[tuple[Symbol, Span]]) -> tuple[Calls, ...]:
    found: dict[tuple[str, int, str], tuple[Symbol, list[Span]]] = {}
    for symbol, span in pairs:
        key = (symbol.path, symbol.definition.name_start, symbol.name)
        found.setdefault(key, (symbol, []))[1].append(span)
    return tuple(Calls(symbol, tuple(dict.fromkeys(spans))) for symbol, spans in found.values())


def _span(usage: Usage) -> Span:
    start = usage.reference.start
    return Span(start, start + len(usage.reference.name.encode()))


def _is_there(world: World, usage: Usage) -> bool:
    document = world.snapshot.document(usage.path)
    return document is not None and is_written(document, _span(usage), usage.reference.name)
