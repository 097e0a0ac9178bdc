"""Symbol: one definition of the codebase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.kinds import SYMBOL_TYPES, SymbolType
from contexten.codebase.places import Usable
from contexten.codebase.usages import usages_of

if TYPE_CHECKING:
    from contexten.codebase.class_definition import Class
    from contexten.codebase.file import File
    from contexten.codebase.usage import Usage
    from contexten.syntax.facts import Definition
    from contexten.text import Span


@dataclass(frozen=True, slots=True)
class Decorator:
    """A decorator as written."""

    source: str
    """Without its mark: `app.route("/")`."""

    @property
    def name(self) -> str:
        """What is written before the arguments."""
        return self.source.partition("(")[0].strip()


@dataclass(frozen=True, slots=True, repr=False)
class Symbol(Usable):
    """A function, class, variable or type, wherever it is defined."""

    number: int
    """Its place among the definitions of its file."""

    @property
    def definition(self) -> Definition:
        """What the index knows of it."""
        return self.world.outline(self.path).definitions[self.number]

    @property
    def name(self) -> str:
        """Its bare name."""
        return self.definition.name

    @property
    def full_name(self) -> str:
        """Its name with those of what it stands in: `Client.send`."""
        return self.world.outline(self.path).qualified_name(self.definition)

    @property
    def label(self) -> str:
        """What it is shown as: its file and full name."""
        return f"{self.filepath}:{self.full_name}"

    @property
    def span(self) -> Span:
        """All of it, with decorators and a doc comment directly before."""
        return self.definition.span

    @property
    def symbol_type(self) -> SymbolType:
        """What it is."""
        return SYMBOL_TYPES[self.definition.kind]

    @property
    def docstring(self) -> str:
        """Its doc text without quotes or comment marks; empty where it has none."""
        return self.definition.doc

    @property
    def decorators(self) -> list[Decorator]:
        """Its decorators, in order."""
        return [Decorator(source) for source in self.definition.decorators]

    @property
    def is_top_level(self) -> bool:
        """Whether it stands in no function and no type and belongs to none; what an `if` or `try` holds counts."""
        return self.number in self.world.top_level(self.path)

    @property
    def is_exported(self) -> bool:
        """Whether other files may use it, as the language shows it: no `_` before the name, `export`, `pub`."""
        return self.definition.exported

    @property
    def parent(self) -> Symbol | File:
        """The symbol it stands in, or the file."""
        from contexten.codebase.make import symbol_at

        parent = self.definition.parent
        return symbol_at(self.world, self.path, parent) if parent >= 0 else self.file

    @property
    def parent_class(self) -> Class | None:
        """The class it is a member of."""
        from contexten.codebase.class_definition import class_of

        return class_of(self)

    @property
    def parent_symbol(self) -> Symbol:
        """The symbol it is counted for: itself at the top level or as a method of a class there, else what is around.

        This is what `symbol_usages` names, as in graph_sitter.
        """
        from contexten.codebase.function import Function

        found = self
        while isinstance(around := found.parent, Symbol):
            if isinstance(found, Function) and found.is_method and around.is_top_level:
                break
            found = around
        return found

    @property
    def usages(self) -> list[Usage]:
        """Every place that certainly means it, the imports of it included, by file and place."""
        return list(usages_of(self.world, self.path, self.number))


@dataclass(frozen=True, slots=True, repr=False)
class GlobalVar(Symbol):
    """A variable, constant or field."""

    @property
    def type(self) -> str:
        """Its declared type as written, or the name that is called to make its value; empty where neither is shown."""
        return self.definition.type


@dataclass(frozen=True, slots=True, repr=False)
class Interface(Symbol):
    """An interface, trait or protocol that the language calls so."""


@dataclass(frozen=True, slots=True, repr=False)
class TypeAlias(Symbol):
    """A name for a type."""


@dataclass(frozen=True, slots=True, repr=False)
class Enum(Symbol):
    """An enumeration."""


@dataclass(frozen=True, slots=True, repr=False)
class Namespace(Symbol):
    """A module or namespace inside a file."""
