"""Place: a range of one file as the views show it, named as graph_sitter names such things."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.text import Document, Span

if TYPE_CHECKING:
    from contexten.codebase.file import File
    from contexten.codebase.imports import Import
    from contexten.codebase.symbol import Symbol
    from contexten.codebase.usage import Usage
    from contexten.codebase.world import World


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """A range of bytes in one file of the codebase."""

    world: World
    path: str
    """Absolute."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.label!r})"

    @property
    def label(self) -> str:
        """What it is shown as: its file and first line."""
        return f"{self.filepath}:{self.start_line}"

    @property
    def span(self) -> Span:
        """The bytes of it."""
        return Span(0, len(self._document.data))

    @property
    def filepath(self) -> str:
        """The path of its file below the root."""
        return self.world.relative(self.path)

    @property
    def file(self) -> File:
        """The file it stands in."""
        from contexten.codebase.file import File

        return File(self.world, self.path)

    @property
    def source(self) -> str:
        """Its text."""
        return self._document.slice(self.span)

    @property
    def start_byte(self) -> int:
        """Its first byte."""
        return self.span.start

    @property
    def end_byte(self) -> int:
        """The byte behind its last one."""
        return self.span.end

    @property
    def start_point(self) -> tuple[int, int]:
        """Line and column in bytes of its start, from 0."""
        return _point(self._document, self.span.start)

    @property
    def end_point(self) -> tuple[int, int]:
        """Line and column in bytes of its end, from 0."""
        return _point(self._document, self.span.end)

    @property
    def start_line(self) -> int:
        """Its first line, from 1."""
        return self.start_point[0] + 1

    @property
    def end_line(self) -> int:
        """Its last line, from 1."""
        return self.end_point[0] + 1

    @property
    def _document(self) -> Document:
        return self.world.document(self.path)


@dataclass(frozen=True, slots=True, repr=False)
class Usable(Place, ABC):
    """A place that others use by a name."""

    @property
    @abstractmethod
    def usages(self) -> list[Usage]:
        """Every place that certainly means it."""

    @property
    def symbol_usages(self) -> list[Symbol | File | Import]:
        """Who uses it: symbols, imports, and files at their top level, each once."""
        from contexten.codebase.usages import symbol_usages_of

        return symbol_usages_of(self.usages)

    @property
    def dependencies(self) -> list[Symbol | Import]:
        """What its code names: symbols of its own file, and imports; each once, by place."""
        from contexten.codebase.usages import dependencies_in

        return dependencies_in(self.world, self.path, self.span)


@dataclass(frozen=True, slots=True, repr=False)
class Range(Place):
    """A range that is known by its bytes alone."""

    bytes: Span

    @property
    def span(self) -> Span:
        """The bytes of it."""
        return self.bytes


def _point(document: Document, offset: int) -> tuple[int, int]:
    line = document.line_of(offset)
    return line, offset - document.starts[line]
