"""What the name at a place means: definitions, a local name, or something an import brings from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.meaning import binding_import, meant
from contexten.ide.navigation.guesses import namesakes
from contexten.ide.navigation.imported import import_at
from contexten.ide.navigation.locals import Local, local_at
from contexten.index.symbol import Symbol, Usage
from contexten.syntax import at
from contexten.syntax.labels import called_with, is_receiver
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.codebase.world import World
    from contexten.syntax.facts import Definition
    from contexten.text import Document

_LONGEST = 200
"""Bytes before a place in which its name is looked for."""
CONSTRUCTORS = ("__init__", "__new__", "constructor", "__construct", "initialize")
"""What the methods are called that a call of their type runs."""


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
    usage = _usage_at(world, path, name, span.start)
    if usage is None:
        return _of_no_reference(world, path, name, span)
    if symbols := meant(world, usage):
        return Named(name, span, symbols)
    if not usage.reference.receiver:
        return _without_definition(world, usage, span)
    guessed = namesakes(world, usage)
    return Named(name, span, guessed, certain=False) if guessed else None


def _usage_at(world: World, path: str, name: str, start: int) -> Usage | None:
    return next((item for item in world.view.usages_in(path, name) if item.reference.start == start), None)


def _without_definition(world: World, usage: Usage, span: Span) -> Named | None:
    """A bare name that means no definition: a local one, one that the file binds, or one from outside."""
    path, name, start = usage.path, usage.reference.name, usage.reference.start
    local = local_at(world, path, name, start)
    if local is not None and local.around is not None:
        return Named(name, span, (local,))
    if (bound := binding_import(world, path, name, start)) is not None:
        return Named(name, span, (Outside(path, bound[0]),))
    return None if local is None else Named(name, span, (local,))


def _of_no_reference(world: World, path: str, name: str, span: Span) -> Named | None:
    """A name where it is bound, the receiver of a method, or the keyword of an argument."""
    parsed, local = world.snapshot.parsed(path), local_at(world, path, name, span.start)
    if parsed is None:
        return None
    if local is not None and (local.start == span.start or is_receiver(parsed, name)):
        return Named(name, span, (local,))
    callee = called_with(parsed, span)
    return None if callee is None else _of_keyword(world, path, name, span, callee)


def _of_keyword(world: World, path: str, name: str, span: Span, callee: int) -> Named | None:
    token = _token_at(world, path, world.document(path), callee)
    usage = None if token is None else _usage_at(world, path, token[0], callee)
    found = [item for symbol in (meant(world, usage) if usage else ()) for item in _taking(world, symbol, name)]
    return Named(name, span, tuple(found)) if found else None


def _taking(world: World, symbol: Symbol, name: str) -> Iterator[Symbol | Local]:
    """The parameter `name` of a function or of a type's constructor; of a type without one, its member."""
    if symbol.definition.kind.is_type:
        makers = [item for word in CONSTRUCTORS for item in world.view.member(symbol, word)]
        yield from (found for maker in makers for found in _taking(world, maker, name))
        yield from () if makers else world.view.member(symbol, name)
        return
    definition = symbol.definition
    header = Span(definition.start, definition.end if definition.body is None else definition.body_start)
    for item in world.details(symbol.path).bound.get(name, ()):
        if item.start in header:
            yield Local(symbol.path, name, item.start, item.around)
            return
