"""Class: a class or struct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.function import CONSTRUCTORS, CallableSymbol, Function
from contexten.codebase.symbol import GlobalVar
from contexten.index.members import holder_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contexten.codebase.symbol import Symbol
    from contexten.index.symbol import Symbol as IndexSymbol


@dataclass(frozen=True, slots=True, repr=False)
class Class(CallableSymbol):
    """A class or struct."""

    @property
    def parent_class_names(self) -> list[str]:
        """Its bases as written, without type arguments."""
        return list(self.definition.bases)

    @property
    def is_subclass(self) -> bool:
        """Whether it names a base."""
        return bool(self.definition.bases)

    @property
    def superclasses(self) -> list[Symbol]:
        """The types of the codebase that it inherits from, nearest first, each once."""
        return self._related(self.world.view.bases)

    @property
    def subclasses(self) -> list[Symbol]:
        """The types of the codebase that inherit from it, nearest first, each once."""
        return self._related(self.world.view.subtypes)

    def is_subclass_of(self, parent_class: str | Class) -> bool:
        """Whether it inherits, directly or not, from that class or from one that is written so."""
        if not isinstance(parent_class, str):
            return parent_class in self.superclasses
        above = (self, *self.superclasses)
        names = {name for item in above if isinstance(item, Class) for name in item.parent_class_names}
        return parent_class in names

    @property
    def methods(self) -> list[Function]:
        """Its own methods, those outside of its body (Go, Rust) included."""
        return [item for item in self._members() if isinstance(item, Function)]

    @property
    def attributes(self) -> list[GlobalVar]:
        """The fields that its body declares, each once."""
        return self._fields(assigned=False)

    @property
    def instance_attributes(self) -> list[GlobalVar]:
        """The fields that only its methods assign to the receiver, or its constructor's parameters declare."""
        return self._fields(assigned=True)

    @property
    def nested_classes(self) -> list[Class]:
        """The classes directly inside it."""
        return [item for item in self._members() if isinstance(item, Class)]

    @property
    def constructor(self) -> Function | None:
        """The method that makes its instances, its own or the nearest inherited one."""
        return next((found for name in sorted(CONSTRUCTORS) if (found := self.get_method(name)) is not None), None)

    def get_method(self, name: str) -> Function | None:
        """Its method of that name, or the nearest inherited one."""
        return next((item for item in self._named(name) if isinstance(item, Function)), None)

    def get_attribute(self, name: str) -> Symbol | None:
        """Its field of that name, or the nearest inherited one."""
        return next((item for item in self._named(name) if isinstance(item, GlobalVar)), None)

    def _fields(self, *, assigned: bool) -> list[GlobalVar]:
        fields = [item for item in self._members() if isinstance(item, GlobalVar)]
        methods = [item.span for item in self.methods]
        return [item for item in fields if any(span.covers(item.span) for span in methods) == assigned]

    def _members(self) -> Iterator[Symbol]:
        from contexten.codebase.make import symbols_of

        yield from symbols_of(self.world, self.world.view.members(self._indexed, inherited=False))

    def _named(self, name: str) -> Iterator[Symbol]:
        from contexten.codebase.make import symbols_of

        yield from symbols_of(self.world, self.world.view.member(self._indexed, name))

    def _related(self, step: Callable[[IndexSymbol], tuple[IndexSymbol, ...]]) -> list[Symbol]:
        from contexten.codebase.make import symbols_of

        found: dict[Symbol, None] = {}
        level = [self._indexed]
        while level:
            level = [other for item in level for other in step(item)]
            level = [item for item, view in _paired(self, level) if view not in found and view != self]
            found.update(dict.fromkeys(symbols_of(self.world, level)))
        return list(found)

    @property
    def _indexed(self) -> IndexSymbol:
        return self.world.view.symbol(self.path, self.number)


def class_of(symbol: Symbol) -> Class | None:
    """The class that a symbol is a member of."""
    from contexten.codebase.make import symbols_of

    holders = holder_of(symbol.world.view, symbol.world.view.symbol(symbol.path, symbol.number))
    return next((item for item in symbols_of(symbol.world, holders) if isinstance(item, Class)), None)


def _paired(symbol: Symbol, found: list[IndexSymbol]) -> Iterator[tuple[IndexSymbol, Symbol]]:
    from contexten.codebase.make import symbol_of

    pairs = ((item, symbol_of(symbol.world, item)) for item in found)
    yield from ((item, view) for item, view in pairs if view is not None)
