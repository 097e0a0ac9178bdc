"""File: one file of the codebase."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from contexten.codebase.class_definition import Class
from contexten.codebase.function import Function
from contexten.codebase.imports import Import
from contexten.codebase.make import symbol_at
from contexten.codebase.parts import Assignment, Export
from contexten.codebase.places import Usable
from contexten.codebase.symbol import Enum, GlobalVar, Interface, Symbol, TypeAlias
from contexten.codebase.usages import imports_from, usages_of_file

if TYPE_CHECKING:
    from contexten.codebase.usage import Usage

_S = TypeVar("_S", bound=Symbol)


@dataclass(frozen=True, slots=True, repr=False)
class File(Usable):
    """A file with source code."""

    @property
    def name(self) -> str:
        """Its name without folder and ending: `app` for `src/app.py`."""
        return posixpath.basename(self.path).partition(".")[0]

    @property
    def label(self) -> str:
        """What it is shown as: its path."""
        return self.filepath

    @property
    def extension(self) -> str:
        """The end of its name, with the dot."""
        return posixpath.splitext(self.path)[1]

    @property
    def language(self) -> str:
        """The id of its language."""
        return self.world.view.language_of(self.path)

    @property
    def content(self) -> str:
        """Its text."""
        return self.source

    @property
    def docstring(self) -> str:
        """Its own doc text; empty where it has none."""
        return self.world.outline(self.path).doc

    @property
    def imports(self) -> list[Import]:
        """Its imports, one for each imported name, those inside functions included, in order."""
        return [Import(self.world, self.path, number) for number in range(len(self.world.view.imports(self.path)))]

    @property
    def inbound_imports(self) -> list[Import]:
        """The imports in other files that ask for it or for something of it."""
        return imports_from(self.world, self.path)

    @property
    def importers(self) -> list[File]:
        """The files that import it or something of it, by path."""
        found = (path for path in self.world.view.importers(self.path) if self.world.has(path))
        return [File(self.world, path) for path in sorted(found, key=self.world.relative)]

    @property
    def symbols(self) -> list[Symbol]:
        """Its top-level symbols, in order: what an `if` or `try` holds counts, what a function or type holds not."""
        return [item for item in self.all_symbols if item.is_top_level]

    @property
    def all_symbols(self) -> list[Symbol]:
        """Its symbols at every level: methods, fields and nested functions too; local variables are none."""
        return [symbol_at(self.world, self.path, number) for number in range(len(self._definitions))]

    @property
    def functions(self) -> list[Function]:
        """Its top-level functions."""
        return self._of(Function)

    @property
    def classes(self) -> list[Class]:
        """Its top-level classes."""
        return self._of(Class)

    @property
    def global_vars(self) -> list[GlobalVar]:
        """Its top-level variables and constants, each once however often it is assigned."""
        return self._of(GlobalVar)

    @property
    def interfaces(self) -> list[Interface]:
        """Its top-level interfaces; none where the language has none."""
        return self._of(Interface)

    @property
    def types(self) -> list[TypeAlias]:
        """Its top-level names for types."""
        return self._of(TypeAlias)

    @property
    def enums(self) -> list[Enum]:
        """Its top-level enumerations."""
        return self._of(Enum)

    @property
    def assignments(self) -> list[Assignment]:
        """Every assignment at its top level, one for each target: also to `app.debug` or `config["KEY"]`."""
        found = self.world.details(self.path).assignments
        return [Assignment(self.world, self.path, item.span, item.target) for item in found]

    @property
    def exports(self) -> list[Export]:
        """What its `export` statements export, in order."""
        found = self.world.details(self.path).exports
        return [Export(self.world, self.path, item.span, item.name) for item in found]

    @property
    def usages(self) -> list[Usage]:
        """The imports that give it as a module, and where their names are used."""
        return usages_of_file(self.world, self.path)

    def get_symbol(self, name: str) -> Symbol | None:
        """The top-level symbol of that name, or the one of that full name (`Client.send`)."""
        return _named(self.symbols, name) or next((item for item in self.all_symbols if item.full_name == name), None)

    def get_function(self, name: str) -> Function | None:
        """The top-level function of that name."""
        return _named(self.functions, name)

    def get_class(self, name: str) -> Class | None:
        """The top-level class of that name."""
        return _named(self.classes, name)

    def get_global_var(self, name: str) -> GlobalVar | None:
        """The top-level variable of that name."""
        return _named(self.global_vars, name)

    def get_import(self, name: str) -> Import | None:
        """The import that gives that name."""
        return next((item for item in self.imports if item.name == name), None)

    def has_import(self, name: str) -> bool:
        """Whether an import gives that name."""
        return self.get_import(name) is not None

    @property
    def _definitions(self) -> tuple[object, ...]:
        return self.world.outline(self.path).definitions

    def _of(self, kind: type[_S]) -> list[_S]:
        return [item for item in self.symbols if isinstance(item, kind)]


def _named(found: list[_S], name: str) -> _S | None:
    return next((item for item in found if item.name == name), None)
