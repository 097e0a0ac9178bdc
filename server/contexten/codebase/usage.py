"""Usage: one place where something is used, and what is used there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.kinds import UsageKind, UsageType
from contexten.codebase.meaning import binding_import, is_aliased, meant
from contexten.codebase.places import Place, Range
from contexten.index.symbol import Usage as IndexUsage
from contexten.syntax.calls import call_at
from contexten.syntax.facts import Role
from contexten.text import Span

if TYPE_CHECKING:
    from contexten.codebase.file import File
    from contexten.codebase.imports import Import
    from contexten.codebase.symbol import Symbol
    from contexten.codebase.world import World
    from contexten.syntax.calls import CallSite
    from contexten.syntax.facts import Definition, Reference
    from contexten.syntax.facts import Import as ImportFact


@dataclass(frozen=True, slots=True, repr=False)
class Name(Range):
    """A name as it is written at one place."""


@dataclass(frozen=True, slots=True, repr=False)
class FunctionCall(Place):
    """One call."""

    reference: Reference

    @property
    def name(self) -> str:
        """The called name, without what stands before the dot."""
        return self.reference.name

    @property
    def receiver(self) -> str:
        """What stands before the dot; empty for a plain call."""
        return self.reference.receiver

    @property
    def span(self) -> Span:
        """The whole call with its arguments; the name alone for an element of markup, or where there is no tree."""
        site = self._site
        start = self.reference.start
        return Span(start, start + len(self.name.encode())) if site is None else site.span

    @property
    def arguments(self) -> tuple[tuple[str, str], ...]:
        """Keyword (empty for a positional one) and text of each argument."""
        site = self._site
        return () if site is None else site.arguments

    @property
    def _site(self) -> CallSite | None:
        parsed = self.world.snapshot.parsed(self.path)
        site = None if parsed is None else call_at(parsed, self.reference.start)
        # What stands around an element of markup is a call of something else.
        return None if site is None or site.name != self.name else site

    @property
    def caller(self) -> Symbol | File:
        """The function, class or variable whose code calls; the file at its top level."""
        return user_of(self.world, self.path, self.reference)

    @property
    def function_definitions(self) -> list[Symbol]:
        """What is called, as far as the codebase defines it and the code shows which it is."""
        from contexten.codebase.make import symbols_of

        return symbols_of(self.world, meant(self.world, index_usage(self.world, self.path, self.reference)))


@dataclass(frozen=True, slots=True)
class Usage:
    """A reference to a symbol, an import or a file."""

    match: Name | FunctionCall
    """The place; a call where it is called."""
    usage_symbol: Symbol | File | Import
    """The innermost symbol whose code it stands in, the file at its top level, or the import that names it."""
    imported_by: Import | None
    """The import that brought the name into the file."""
    usage_type: UsageType
    kind: UsageKind


def usage_at(world: World, path: str, reference: Reference, *, of_import: bool = False) -> Usage:
    """The Usage that a reference is, whatever it means; `of_import`: of the import and not of what is behind it."""
    from contexten.codebase.imports import Import

    span = Span(reference.start, reference.start + len(reference.name.encode()))
    is_call = reference.role is Role.CALL
    first = reference.receiver.split(".", 1)[0] if reference.receiver else reference.name
    bound = binding_import(world, path, first, reference.start)
    return Usage(
        match=FunctionCall(world, path, reference) if is_call else Name(world, path, span),
        usage_symbol=user_of(world, path, reference),
        imported_by=None if bound is None else Import(world, path, bound[0]),
        usage_type=UsageType.DIRECT if of_import else _usage_type(reference, None if bound is None else bound[1]),
        kind=_kind(world, path, reference),
    )


def user_of(world: World, path: str, reference: Reference) -> Symbol | File:
    """Whose code a reference is."""
    from contexten.codebase.file import File
    from contexten.codebase.make import symbol_at

    return symbol_at(world, path, reference.scope) if reference.scope >= 0 else File(world, path)


def index_usage(world: World, path: str, reference: Reference) -> IndexUsage:
    """The index's word for a reference."""
    scope = reference.scope
    return IndexUsage(path, reference, world.outline(path).definitions[scope] if scope >= 0 else None)


def _usage_type(reference: Reference, bound: ImportFact | None) -> UsageType:
    if reference.receiver:
        return UsageType.CHAINED
    if bound is None:
        return UsageType.DIRECT
    return UsageType.ALIASED if is_aliased(bound) else UsageType.INDIRECT


def _kind(world: World, path: str, reference: Reference) -> UsageKind:
    in_body = UsageKind.TYPE_ANNOTATION if reference.role is Role.TYPE else UsageKind.BODY
    if reference.scope < 0:
        return in_body
    around = world.outline(path).definitions[reference.scope]
    if around.decorators and reference.start < around.header_start:
        return UsageKind.DECORATOR
    if reference.start >= (around.body_start if around.body_start >= 0 else around.end):
        return in_body
    return _kind_in_header(world, path, around, reference) or in_body


def _kind_in_header(world: World, path: str, around: Definition, reference: Reference) -> UsageKind | None:
    """The kind of a use in a definition's header; None where that says nothing."""
    if around.kind.is_type:
        named = any(base.rsplit(".", 1)[-1] == reference.name for base in around.bases)
        return UsageKind.SUBCLASS if named else UsageKind.TYPE_DEFINITION
    if not around.kind.is_callable:
        return None
    if reference.role is not Role.TYPE:
        return UsageKind.DEFAULT_VALUE
    return UsageKind.RETURN_TYPE if _in_result(world, path, around, reference) else UsageKind.TYPED_PARAMETER


def _in_result(world: World, path: str, around: Definition, reference: Reference) -> bool:
    """Whether a type in a function's header stands in that of its result."""
    if reference.name not in around.returns:
        return False
    header = world.document(path).data[
        around.header_start : around.body_start if around.body_start >= 0 else around.end
    ]
    place = max(header.rfind(around.returns.encode()), header.rfind(b"->"))
    return place >= 0 and reference.start >= around.header_start + place
