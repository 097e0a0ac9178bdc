"""Bodies that are one expression behind a mark (`fun f() = x`), in a file and in an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.edits.bodies import Body, body_of, equations_of, text_of
from contexten.edits.indent import reindent
from contexten.edits.site import Piece, Site
from contexten.syntax.parse import fragment

if TYPE_CHECKING:
    from contexten.edits.fragments import Source
    from contexten.syntax.facts import Definition
    from contexten.syntax.language import Language, Short

_LEAVES = re.compile(r"(?:return|throw|TODO)\b")


def expression_of(source: Source, target: Definition) -> str | None:
    """The expression that is all of a body in the answer; None where its body is a block."""
    body = body_of(source.parsed, target.span, target.body)
    if target.body is None or source.parsed.language.short is None or body is None or not body.arrow:
        return None
    return source.document.slice(target.body)


def as_statement(expression: str, returns: str, short: Short) -> str:
    """`expression` as the only statement of a block that gives a `returns`."""
    needed = short.returns and returns not in short.nothing and not _LEAVES.match(expression)
    return f"return {expression}" if needed else expression


def takes_expression(place: Body, language: Language) -> bool:
    """Whether an expression can stand in `place` without a block around it."""
    return language.short is not None and (place.arrow or (language.by_indentation and not place.own_lines))


def is_expression(text: str, language: Language) -> bool:
    """Whether `text` is one line and an expression."""
    short, line = language.short, text.strip()
    if short is None or not line or "\n" in line or _LEAVES.match(line):
        return False
    return not fragment(f"{short.probe}{short.mark} {line}\n", language).errors


def behind_mark(site: Site, place: Body, expression: str, header: str, label: str) -> Piece:
    """`expression` behind the mark in `place`, its further lines moved to the indentation of the header."""
    short = site.language.short
    mark = f" {short.mark}" if short is not None and place.arrow and not short.behind else ""
    return Piece(place.span, f"{mark} {reindent(expression, header, site.unit, site.language).lstrip()}", label)


def equations(site: Site, source: Source, target: Definition) -> tuple[Body, str] | None:
    """Where a function's equations stand in the file and what they are in the answer; None where either has none."""
    definition = site.request.definition
    if not site.language.equations or definition is None:
        return None
    old = equations_of(site.parsed, definition, target.name)
    new = equations_of(source.parsed, target.span, target.name)
    return None if old is None or new is None else (old, text_of(source.document, new))


def has_several_equations(site: Site) -> bool:
    """Whether the body to be written is more than what stands behind one header."""
    request = site.request
    if not site.language.equations or request.definition is None or request.body is None:
        return False
    found = equations_of(site.parsed, request.definition, request.name)
    return found is not None and request.body.start <= found.span.start + len(found.indent or "")
