"""Import and ExternalModule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.kinds import ImportType
from contexten.codebase.meaning import bound_name, import_meaning, is_aliased
from contexten.codebase.places import Usable
from contexten.codebase.usage import Name
from contexten.codebase.usages import usages_of_import
from contexten.index.imports import rules_of
from contexten.index.resolve import gives_module
from contexten.text import Span

if TYPE_CHECKING:
    from contexten.codebase.file import File
    from contexten.codebase.symbol import Symbol
    from contexten.codebase.usage import Usage
    from contexten.codebase.world import World
    from contexten.syntax.facts import Import as ImportFact

_MAX_CHAIN = 20
_IMPORT = re.compile(rb"\bimport\b")
_MODULE_SYNTAX = frozenset({"python", "python-stub"})


@dataclass(frozen=True, slots=True)
class ExternalModule:
    """Something that is imported and that the codebase does not define."""

    module: str
    """The module as written in the import; with its dots where it is relative."""
    name: str
    """What is imported of it; the module itself where that is imported."""


@dataclass(frozen=True, slots=True, repr=False)
class Import(Usable):
    """One imported name."""

    number: int
    """Its place among the imports of its file."""

    @property
    def fact(self) -> ImportFact:
        """What the index knows of it."""
        return self.world.view.imports(self.path)[self.number]

    @property
    def span(self) -> Span:
        """The whole statement, which may import other names too."""
        return Span(self.fact.start, self.fact.end)

    @property
    def name(self) -> str:
        """The name it has in its file; the module as written where it binds none."""
        return bound_name(self.world, self.path, self.fact) or self.fact.module

    @property
    def label(self) -> str:
        """What it is shown as: its file and the name."""
        return f"{self.filepath}:{self.name}"

    @property
    def module(self) -> str:
        """The module as written, with leading dots."""
        return "." * self.fact.level + self.fact.module

    @property
    def alias(self) -> str:
        """The name it is given in its file; empty where that is its own."""
        return self.fact.alias

    @property
    def symbol_name(self) -> Name:
        """Where the imported name is written; the whole statement where it is not."""
        fact, document = self.fact, self.world.document(self.path)
        text = document.data[fact.start : fact.end]
        # The module may hold the same word; Python writes it first, other languages last.
        word = _IMPORT.search(text) if self._module_first and fact.name else None
        behind = 0 if word is None else word.end()
        wanted = fact.name if fact.name not in {"", "*", "default"} else fact.alias or fact.module
        place = re.search(rb"(?<![\w$])" + re.escape(wanted.encode()) + rb"(?![\w$])", text[behind:])
        start = fact.start + behind + (0 if place is None else place.start())
        found = self.span if place is None else Span(start, start + len(wanted.encode()))
        return Name(self.world, self.path, found)

    @property
    def import_type(self) -> ImportType:
        """What it asks for."""
        fact = self.fact
        if fact.name == "*":
            return ImportType.WILDCARD
        if fact.name == "default":
            return ImportType.DEFAULT_EXPORT
        if fact.name:
            return ImportType.SIDE_EFFECT if fact.module == "__future__" else ImportType.NAMED_EXPORT
        return ImportType.MODULE if bound_name(self.world, self.path, fact) else ImportType.SIDE_EFFECT

    @property
    def imported_symbol(self) -> Symbol | Import | File | ExternalModule | None:
        """What the module it names calls so, one step on: a symbol, that module's own import, a file.

        None where the module is a file of the codebase that does not have the name.
        """
        files = self._files()
        if not files:
            return self.external
        fact = self.fact
        if gives_module(self.world.view, self.path, fact, files[0]):
            return _file(self.world, files[0])
        return next((found for file in files if (found := self._inside(file)) is not None), self._resolved())

    @property
    def resolved_symbol(self) -> Symbol | File | ExternalModule | None:
        """What it gives in the end, through the imports of other files."""
        found = self.imported_symbol
        seen: set[Import] = set()
        while isinstance(found, Import) and found not in seen and len(seen) < _MAX_CHAIN:
            seen.add(found)
            found = found.imported_symbol
        return self._resolved() if isinstance(found, Import) else found

    @property
    def external(self) -> ExternalModule | None:
        """What it imports from outside of the codebase; None where it imports a file of it."""
        if self._files():
            return None
        return ExternalModule(self.module, self.fact.name or self.fact.module)

    @property
    def from_file(self) -> File | None:
        """The file whose code it gives; None outside of the codebase."""
        from contexten.codebase.file import File

        found = self.imported_symbol
        if found is None or isinstance(found, ExternalModule):
            return None
        return found if isinstance(found, File) else found.file

    @property
    def to_file(self) -> File:
        """The file it stands in."""
        return self.file

    @property
    def is_dynamic(self) -> bool:
        """Whether it stands in a function."""
        return any(span.covers(self.span) for span in self.world.details(self.path).functions)

    @property
    def usages(self) -> list[Usage]:
        """Where its file uses the name."""
        return usages_of_import(self.world, self.path, self.number)

    def is_aliased_import(self) -> bool:
        """Whether it gives the imported thing another name."""
        return is_aliased(self.fact)

    def is_wildcard_import(self) -> bool:
        """Whether it asks for all names of a module."""
        return self.import_type is ImportType.WILDCARD

    def is_module_import(self) -> bool:
        """Whether it gives a module rather than something in it."""
        from contexten.codebase.file import File

        return self.import_type in {ImportType.MODULE, ImportType.SIDE_EFFECT} or isinstance(self.imported_symbol, File)

    def is_symbol_import(self) -> bool:
        """Whether it gives something in a module."""
        return not self.is_module_import()

    @property
    def _module_first(self) -> bool:
        return self.world.view.language_of(self.path) in _MODULE_SYNTAX

    def _files(self) -> tuple[str, ...]:
        return self.world.view.resolve_import(self.path, self.fact)

    def _inside(self, file: str) -> Symbol | Import | None:
        """What the file at `file` calls by the imported name."""
        from contexten.codebase.make import symbols_of

        name = self.fact.name
        if tops := symbols_of(self.world, self.world.view.at_top(file, name)):
            return tops[-1]
        if not rules_of(self.world.view.language_of(file)).passes_on:
            return None
        passed = (number for number, item in enumerate(self.world.view.imports(file)) if item.local_name == name)
        return next((Import(self.world, file, number) for number in passed), None)

    def _resolved(self) -> Symbol | File | None:
        from contexten.codebase.make import symbol_of

        for found in import_meaning(self.world, self.path, self.fact):
            return symbol_of(self.world, found) or _file(self.world, found.path)
        return None


def _file(world: World, path: str) -> File:
    from contexten.codebase.file import File

    return File(world, path)
