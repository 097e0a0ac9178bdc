"""Targets: what each wish may replace at a Place. Assists and commands make theirs here, so that both agree.

**Invariant:** a span is exact; nothing outside it is changed without asking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from contexten.ide.place import Place, definitions_around, is_scope, stripped
from contexten.syntax import at
from contexten.text import Span
from contexten.workspace.target import Diagnostic, Intent, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.ide.comments import Instruction
    from contexten.ide.missing import Missing
    from contexten.syntax.facts import Definition


def implement(place: Place, definition: Definition, instruction: str = "") -> Target:
    """Write the body: the span is the body; where it has none yet, an empty one at the end of the header."""
    body = definition.body
    if body is None:
        body = Span(definition.end, definition.end)
        definition = msgspec.structs.replace(definition, body_start=body.start, body_end=body.end)
    return _target(place, Intent.IMPLEMENT, body, instruction, definition)


def comment(place: Place, asked: Instruction) -> Target:
    """Do what a comment says: the span holds the comment and the code that the comment is about.

    Inside an unfinished definition that is the body; above or behind a statement or definition it is
    that one; for a comment that stands alone it is the comment itself, and new code takes its place.
    """
    around = _scope(place, asked.span)
    body = _unfinished_body(place, around, asked)
    if body is not None:
        return _target(place, Intent.COMMENT, _union(body, asked.span), asked.text, around)
    statement = _statement_of(place, asked)
    if statement is None:
        return _target(place, Intent.COMMENT, asked.span, asked.text, around)
    symbol = _scope(place, Span(statement.start, statement.start)) or around
    return _target(place, Intent.COMMENT, _union(statement, asked.span), asked.text, symbol)


def rewrite(place: Place, span: Span, instruction: str = "") -> Target:
    """Rewrite the whole statements that `span` touches."""
    covered = at.statements_covering(place.parsed, stripped(place.document, span))
    return _target(place, Intent.REWRITE, covered, instruction, _scope(place, covered))


def rewrite_definition(place: Place, definition: Definition, instruction: str = "") -> Target:
    """Rewrite one whole definition with its decorators and doc comment."""
    return _target(place, Intent.REWRITE, definition.span, instruction, definition)


def document(place: Place, definition: Definition, instruction: str = "") -> Target:
    """Write or rewrite the doc text: the span is the present doc, or where it goes (empty)."""
    return _target(place, Intent.DOCUMENT, _doc_span(place, definition), instruction, definition)


def write_test(place: Place, definition: Definition, instruction: str = "") -> Target:
    """Write a test: the span is what is tested; the text goes to the test file by the language's custom."""
    return _target(place, Intent.TEST, definition.span, instruction, definition)


def fix(place: Place, diagnostics: Sequence[Diagnostic], instruction: str = "") -> Target:
    """Make `diagnostics` (or what `instruction` says) go away in the smallest code that holds them all."""
    spans = [_cut(place, item.span) for item in diagnostics] or [place.span]
    marked = Span(min(span.start for span in spans), max(span.end for span in spans))
    covered = at.statements_covering(place.parsed, marked)
    return _target(place, Intent.FIX, covered, instruction, _scope(place, covered), diagnostics=tuple(diagnostics))


def explain(place: Place, diagnostics: Sequence[Diagnostic] = (), instruction: str = "") -> Target | None:
    """Tell of what is selected, else of the definition around, else of the line's statement; None on a blank line.

    `diagnostics` are told of too.
    """
    around = None if place.selected else place.innermost
    marked = place.span if place.selected else place.line
    if around is None and not len(marked):
        return None
    covered = around.span if around else at.statements_covering(place.parsed, stripped(place.document, marked))
    symbol = around or _scope(place, covered)
    return _target(place, Intent.EXPLAIN, covered, instruction, symbol, diagnostics=tuple(diagnostics))


def create(place: Place, missing: Missing, instruction: str = "") -> Target:
    """Create what is called and defined nowhere: the span is empty, where the new definition goes."""
    span = Span(missing.offset, missing.offset)
    return _target(place, Intent.CREATE, span, instruction, place.innermost, name=missing.name)


def insert(place: Place, instruction: str) -> Target:
    """Write new code at the cursor on lines of its own: below the statement where its line is not blank."""
    line = place.line
    offset = place.span.start
    if len(line):
        offset = max(at.statements_covering(place.parsed, Span(line.start, line.start)).end, line.end)
    return _target(place, Intent.INSERT, Span(offset, offset), instruction, place.innermost)


def _target(
    place: Place,
    intent: Intent,
    span: Span,
    instruction: str,
    symbol: Definition | None,
    *,
    name: str = "",
    diagnostics: tuple[Diagnostic, ...] = (),
) -> Target:
    return Target(
        path=place.path,
        intent=intent,
        span=span,
        instruction=instruction,
        symbol=symbol,
        name=name,
        diagnostics=diagnostics,
        selection=None if place.span == span else place.span,
    )


def _scope(place: Place, span: Span) -> Definition | None:
    known = span.covers(place.span)
    around = place.enclosing if known else definitions_around(place.parsed, span)
    return next((item for item in reversed(around) if is_scope(item) and item.span.covers(span)), None)


def _union(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))


def _cut(place: Place, span: Span) -> Span:
    size = len(place.document.data)
    start = min(max(span.start, 0), size)
    return Span(start, min(max(span.end, start), size))


def _unfinished_body(place: Place, around: Definition | None, asked: Instruction) -> Span | None:
    """The body that a comment inside an unfinished definition is about; None above or behind a header.

    Where blocks are made by indentation, a comment on lines of its own below the header is inside, even if
    the tree lets the body begin behind it.
    """
    if around is None or around.body is None or not around.unfinished:
        return None
    start = asked.span.start
    below_header = place.language.by_indentation and not asked.trailing and start > around.name_start
    return around.body if start >= around.body.start or below_header else None


def _statement_of(place: Place, asked: Instruction) -> Span | None:
    """The statement or definition that a comment is about: on its line, or directly below in its block."""
    document = place.document
    line = document.line_of(asked.span.start if asked.trailing else max(asked.span.start, asked.span.end - 1))
    below = document.line_span(line if asked.trailing else line + 1)
    code = stripped(document, below)
    if not len(code) or document.data[code.start : code.start + 1] in {b"}", b")", b"]"}:
        return None
    if not asked.trailing and code.start - below.start != _column(place, asked.span.start):
        return None
    return at.statements_covering(place.parsed, Span(code.start, code.start))


def _column(place: Place, offset: int) -> int:
    return offset - place.document.starts[place.document.line_of(offset)]


def _doc_span(place: Place, definition: Definition) -> Span:
    if not place.language.docstring:
        end = definition.header_start if definition.doc else definition.start
        return Span(definition.start, end)
    body = definition.body or Span(definition.end, definition.end)
    first = Span(body.start, body.start)
    return at.statements_covering(place.parsed, first) if definition.doc else first
