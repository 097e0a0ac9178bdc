"""The place an answer goes to: the request with the parsed file, and the pieces that are to be put there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.edits.fragments import Original, owners_of
from contexten.edits.indent import unit_of
from contexten.edits.model import Refused, Request
from contexten.syntax.extract import extract_facts
from contexten.syntax.parse import CHECK_DEADLINE, Parsed, parse

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition, FileFacts
    from contexten.syntax.language import Language
    from contexten.text import Document, Span


@dataclass(frozen=True, slots=True)
class Piece:
    r"""Text for one span of the request's document; its lines end at `\n`."""

    span: Span
    text: str
    label: str
    asked: bool = True
    """Whether it lies where the person asked for a change; everything else needs confirmation."""


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A request with its file parsed once."""

    request: Request
    parsed: Parsed
    facts: FileFacts
    unit: str
    """One level of indentation of this file."""

    @property
    def document(self) -> Document:
        """The text of the moment of asking."""
        return self.request.document

    @property
    def language(self) -> Language:
        """The language of the file."""
        return self.request.language

    @property
    def original(self) -> Original | None:
        """The definition that the request is about; None where it names none."""
        span, name = self.request.definition, self.request.name
        found = [item for item in self.facts.definitions if item.span == span and item.name == name]
        return Original(found[0], owners_of(self.facts, found[0])) if found else None

    def enclosing(self, span: Span) -> tuple[Definition, ...]:
        """The definitions around `span` that have a body, outermost first."""
        return tuple(item for item in self.facts.enclosing(span) if item.body is not None)


def site_of(request: Request) -> Site | Refused:
    """Parse the file of `request`; refused where it is too large to be checked afterwards."""
    parsed = parse(request.document, request.language, deadline=CHECK_DEADLINE)
    if parsed is None:
        return Refused("the file is too large to check an edit in it")
    unit = unit_of(request.document, request.language)
    return Site(request, parsed, extract_facts(parsed), unit)
