"""What the name at a place means: definitions, a local name, or something an import brings from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.meaning import binding_import, meant
from contexten.ide.navigation.guesses import namesakes
from contexten.ide.navigation.imported import import_at
from contexten.index.symbol import Symbol, Usage
from contexten.syntax import at
from contexten.text import Span

if TYPE_CHECKING:
    from contexten.codebase.world import World
    from contexten.syntax.facts import Definition
    from contexten.text import Document

_LONGEST = 200
"""Bytes before a place in which its name is looked for."""


@dataclass(frozen=True, slots=True)
class Local:
    """A name that is bound in one function, or in a file without being a definition."""

    path: str
    name: str
    body: Span | None
    """The body of the function; None: it belongs to the file."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What an import brings that the workspace does not define."""

    path: str
    number: int
    """Of the import in its file."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text, and what it means."""

    name: str
    span: Span
    meanings: tuple[Symbol | Local | Outside, ...]
    certain: bool = True
    """False: nothing in the code shows which; these are all that have the name."""

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """Those of the meanings that are definitions."""
        return tuple(item for item in self.meanings if isinstance(item, Symbol))


def named_at(world: World, path: str, offset: int) -> Named | None:
    """The name at byte `offset`, or that ends there, with its meanings; None where there is none or it means nothing.

    A name of which nobody can tell the meaning has those of its namesakes, as long as they are few.
    """
    outline = world.view.outline(path)
    document = world.snapshot.document(path)
    if outline is None or document is None:
        return None
    defined = _defined_at(outline.definitions, document, offset)
    if defined >= 0:
        symbol = world.view.symbol(path, defined)
        return Named(symbol.name, symbol.definition.name_span, (symbol,))
    if (found := import_at(world, path, offset)) is not None:
        name, span, symbols, number = found
        return Named(name, span, symbols or (Outside(path, number),))
    token = _token_at(world, path, document, offset)
    return None if token is None else _of_token(world, path, *token)


def body_of(world: World, path: str, name: str, offset: int) -> Span | None:
    """The body of the innermost function around `offset` that binds `name`; None where none does."""
    start = world.shadow(path, name, offset)
    if start < 0:
        return None
    bodies = world.details(path).local_names[name]
    return next(body for body in bodies if body.start == start and offset in body)


def _defined_at(definitions: tuple[Definition, ...], document: Document, offset: int) -> int:
    """The number of the definition whose name is at `offset`; -1 where there is none."""
    for number, item in enumerate(definitions):
        span = item.name_span
        if span.start <= offset <= span.end and is_written(document, span, item.name):
            return number
    return -1


def is_written(document: Document, span: Span, name: str) -> bool:
    """Whether `name` is what the text says in `span`."""
    return document.data[span.start : span.end] == name.encode("utf-8", "surrogatepass")


def _token_at(world: World, path: str, document: Document, offset: int) -> tuple[str, Span] | None:
    parsed = world.snapshot.parsed(path)
    if parsed is None or offset > len(document.data):
        return None
    first = max(document.line_span(document.line_of(offset)).start, offset - _LONGEST)
    tokens = at.identifiers(parsed, Span(first, offset + 1))
    spans = [(name, Span(start, start + len(name.encode()))) for name, start in tokens]
    return next((item for item in reversed(spans) if item[1].start <= offset <= item[1].end), None)


def _of_token(world: World, path: str, name: str, span: Span) -> Named | None:
    bound = next((item for item in world.details(path).bound.get(name, ()) if item.start == span.start), None)
    if bound is not None:
        return Named(name, span, (Local(path, name, bound.body),))
    found = (item for item in world.view.usages_in(path, name) if item.reference.start == span.start)
    usage = next(found, None)
    if usage is None:
        return None
    if symbols := meant(world, usage):
        return Named(name, span, symbols)
    if not usage.reference.receiver:
        return _without_definition(world, usage, span)
    guessed = namesakes(world, usage)
    return Named(name, span, guessed, certain=False) if guessed else None


def _without_definition(world: World, usage: Usage, span: Span) -> Named | None:
    """A bare name that means no definition: a local one, one that the file binds, or one from outside."""
    path, name, start = usage.path, usage.reference.name, usage.reference.start
    body = body_of(world, path, name, start)
    if body is not None:
        return Named(name, span, (Local(path, name, body),))
    if (bound := binding_import(world, path, name, start)) is not None:
        return Named(name, span, (Outside(path, bound[0]),))
    of_file = any(item.body is None for item in world.details(path).bound.get(name, ()))
    return Named(name, span, (Local(path, name, None),)) if of_file else None
