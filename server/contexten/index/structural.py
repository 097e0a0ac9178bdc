"""Bases that no text names: a type has every interface whose methods it has, by name and number of parameters.

Source: "The Go Programming Language Specification", "Implementing an interface". Types of parameters are not compared:
that would take resolving every one of them, and two interfaces that differ in nothing else are rare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.index.imports import rules_of
from contexten.syntax.facts import SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contexten.index.symbol import Symbol
    from contexten.index.view import IndexView
    from contexten.syntax.facts import Definition

MANY_FILES = 64
"""A method's name that more files define, such as `String`, is not looked up: it tells no interface from another."""


def is_structural(view: IndexView, symbol: Symbol) -> bool:
    """Whether the symbol's language knows such bases."""
    return rules_of(view.language_of(symbol.path)).structural and symbol.definition.kind.is_type


def interfaces_of(view: IndexView, symbol: Symbol, embedded: Iterable[Symbol]) -> Iterator[Symbol]:
    """The interfaces whose methods a type has itself or from the types embedded in it, by path and place."""
    if symbol.definition.kind is SymbolKind.INTERFACE or not is_structural(view, symbol):
        return
    own = [item for holder in (symbol, *embedded) for item in view.members(holder, inherited=False)]
    methods = {(item.name, _count(item.definition)) for item in own if item.definition.kind is SymbolKind.METHOD}
    found = {
        (interface.path, interface.definition.name_start): interface
        for name, _parameters in sorted(methods)
        for interface in _stating(view, name)
    }
    for _place, interface in sorted(found.items()):
        wanted = _wanted(view, interface)
        if wanted and wanted <= methods:
            yield interface


def implementing(view: IndexView, interface: Symbol) -> Iterator[Symbol]:
    """The types that have the method of an interface which the fewest files define; not all need to fit."""
    if interface.definition.kind is not SymbolKind.INTERFACE or not is_structural(view, interface):
        return
    names = [(len(view.defining(name)), name) for name, _parameters in sorted(_wanted(view, interface))]
    if not names or min(names)[0] > MANY_FILES:
        return
    for method in view.definitions(min(names)[1]):
        if method.definition.owner:
            owners = view.resolve(method.path, method.definition.owner)
            yield from (owner for owner in owners if owner.definition.kind.is_type)
            # What is embedded gives its methods to the type around.
            yield from view.inheriting(method.definition.owner)


def _stating(view: IndexView, name: str) -> Iterator[Symbol]:
    """The interfaces that state a method of that name."""
    if len(view.defining(name)) > MANY_FILES:
        return
    for item in view.definitions(name):
        if item.definition.parent >= 0:
            holder = view.symbol(item.path, item.definition.parent)
            if holder.definition.kind is SymbolKind.INTERFACE and is_structural(view, holder):
                yield holder


def _wanted(view: IndexView, interface: Symbol) -> set[tuple[str, int]]:
    """What an interface asks for, with what the ones embedded in it ask for."""
    methods = view.members(interface)
    return {(item.name, _count(item.definition)) for item in methods if item.definition.kind is SymbolKind.METHOD}


def _count(definition: Definition) -> int:
    return sum(not item.receiver for item in definition.parameters)
