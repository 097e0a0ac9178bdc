"""BODY: an answer becomes the body of a definition, whose header stays as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.edits.bodies import Body, body_of, text_of
from contexten.edits.fragments import Source, dedented, source_of
from contexten.edits.helpers import helper_pieces
from contexten.edits.imports import Statement, import_pieces, split_imports
from contexten.edits.indent import reindent
from contexten.edits.lines import indent_at, leading, line_start, strip_blank_lines
from contexten.edits.model import Refused
from contexten.edits.refusals import elision, left_open
from contexten.edits.short_bodies import (
    as_statement,
    behind_mark,
    equations,
    expression_of,
    has_several_equations,
    is_expression,
    takes_expression,
)
from contexten.edits.site import Piece, Pieces, Site
from contexten.edits.validate import described
from contexten.syntax.at import error_spans
from contexten.syntax.parse import fragment
from contexten.text import Span

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition
    from contexten.syntax.language import Worded

LABEL = "generated body"
_ARROW = re.compile(rb"=>\s*\(?\s*\Z")
"""Before the expression that is all of an arrow function's body."""


def place_body(site: Site, code: str) -> Pieces | Refused:
    """Take the body out of `code` (the body alone, the definition, or anything around it) and put it in place."""
    request = site.request
    if request.definition is None:
        return Refused("there is no definition whose body could be written")
    place = body_of(site.parsed, request.definition, request.body)
    if place is None:
        return Refused("the definition has no body that could be replaced")
    statements, rest = split_imports(code, site.language)
    source = source_of(dedented(rest), site.language)
    target = source.find(request.name, site.original) if request.name else None
    if target is None:
        return _bare_body(site, place, code, source, statements)
    new = _body_text(source, target, _returns(site))
    if found := equations(site, source, target):
        place, new = found
    if not new:
        return _no_body(source, request.name)
    whole = expression_of(source, target) if takes_expression(place, site.language) else None
    pieces = _fitted(site, place, new) if whole is None else (behind_mark(site, place, whole, _header(site), LABEL),)
    if isinstance(pieces, Refused):
        return pieces
    helpers = helper_pieces(site, source, target, new)
    return (*import_pieces(site, statements), *helpers, *pieces)


def _returns(site: Site) -> str:
    """The declared result of the definition whose body is written."""
    span = site.request.definition
    return next((item.returns for item in site.facts.definitions if item.span == span), "")


def _header(site: Site) -> str:
    """The indentation of the definition's header."""
    definition = site.request.definition
    return "" if definition is None else indent_at(site.document, definition.start)


def _no_body(source: Source, name: str) -> Refused:
    if source.parsed.errors:
        return Refused("the answer has a syntax error", described(source.parsed, error_spans(source.parsed)[0]))
    return Refused(f"the answer has no body for {name}", f"Write {name} with its whole body.")


def _bare_body(
    site: Site, place: Body, code: str, source: Source, statements: tuple[Statement, ...]
) -> Pieces | Refused:
    """The whole answer is the body, unless it is plainly another definition."""
    if source.parsed.errors and re.search(
        rf"\b(?:def|class|function|func|fn)\s+{re.escape(site.request.name)}\b", code
    ):
        return _no_body(source, site.request.name)
    other = _only_definition(source)
    if other is not None and site.request.name and not _is_type(site):
        return Refused(
            f"the answer defines {other.name} and not {site.request.name}",
            f"Define {site.request.name}, or answer with its body only.",
        )
    if has_several_equations(site):
        return Refused(f"the answer has no equations of {site.request.name}", f"Write all of {site.request.name}.")
    stay = site.language.docstring or site.language.local_imports
    hoisted = () if stay else statements
    text = code if stay else _without_shell(source)
    pieces = _fitted(site, place, strip_blank_lines(text))
    return pieces if isinstance(pieces, Refused) else (*import_pieces(site, hoisted), *pieces)


def _only_definition(source: Source) -> Definition | None:
    """The single definition that is all of the answer; None where there is anything else."""
    tops = [item for item in source.facts.definitions if source.own(item) and source.is_top(item)]
    if len(tops) != 1 or not (tops[0].kind.is_callable or tops[0].kind.is_type):
        return None
    data = source.document.data
    rest = data[source.shell[0] : tops[0].start] + data[tops[0].end : len(data) - source.shell[1]]
    return None if rest.strip() else tops[0]


def _is_type(site: Site) -> bool:
    definition = site.request.definition
    return any(item.span == definition and item.kind.is_type for item in site.facts.definitions)


def _without_shell(source: Source) -> str:
    text = source.document.text
    return text[source.shell[0] : len(text) - source.shell[1]]


def _body_text(source: Source, target: Definition, returns: str) -> str | None:
    """The statements of a definition in the answer, as the file's header `returns` it; None where it has none."""
    short = source.parsed.language.short
    if short is not None and (expression := expression_of(source, target)):
        return as_statement(expression, returns, short)
    body = body_of(source.parsed, target.span, target.body)
    document = source.document
    if body is not None and body.arrow and target.body is not None and source.parsed.language.worded is not None:
        return document.slice(target.body)
    if body is not None and body.arrow and target.body is not None:
        ends = re.match(rb"throw\b", document.data[target.body.start : target.body.end]) or target.returns == "void"
        return f"{'' if ends else 'return '}{document.slice(target.body)};"
    if body is None and target.body is not None and _ARROW.search(document.data[target.start : target.body.start]):
        return f"return {document.slice(target.body)};"
    if body is None:
        return None
    text = text_of(document, body)
    return strip_blank_lines(text if body.own_lines else text.strip(" \t"))


def _fitted(site: Site, place: Body, new: str) -> Pieces | Refused:
    """`new` indented and put into the region `place`."""
    if not new.strip():
        return Refused("the answer is empty")
    refused = elision(new, site.document.text) or (left_open(new) if site.language.by_indentation else None)
    if refused is not None:
        return refused
    header = indent_at(site.document, site.request.definition.start if site.request.definition else place.span.start)
    indent = place.indent if place.indent is not None else header + site.unit
    if site.language.worded is not None and leading(dedented(new)):
        # A later line stands further out: a clause of the block such as `rescue`, at the level of the header.
        indent = header
    if takes_expression(place, site.language) and is_expression(new, site.language):
        return (behind_mark(site, place, new, header, LABEL),)
    text = reindent(new, indent, site.unit, site.language)
    if site.language.worded is not None:
        return (_before_word(site, place, text, header, site.language.worded),)
    piece = _in_braces(site, place, text, header) if site.language.braces else _in_block(site, place, text)
    return (piece,)


def _before_word(site: Site, place: Body, text: str, header: str, worded: Worded) -> Piece:
    if place.arrow:
        return Piece(place.span, f"{worded.opening}\n{text}\n{header}{worded.close}", LABEL)
    return Piece(place.span, f"\n{text}\n{_closing_indent(site, place, header)}", LABEL)


def _in_braces(site: Site, place: Body, text: str, header: str) -> Piece:
    if place.arrow:
        opening = " " if site.language.short is not None else f"\n{header}"
        return Piece(place.span, f"{opening}{{\n{text}\n{header}}}", LABEL)
    return Piece(place.span, f"\n{text}\n{_closing_indent(site, place, header)}", LABEL)


def _closing_indent(site: Site, place: Body, header: str) -> str:
    """What stands before the end of the block: its own white space where it has a line to itself."""
    close = place.span.end
    line = line_start(site.document, close)
    alone = not site.document.data[line:close].strip() and line >= place.span.start
    return leading(site.document.slice(Span(line, close))) if alone else header


def _in_block(site: Site, place: Body, text: str) -> Piece:
    """The lines of an indented block; our docstring stays where the answer has none."""
    text = _with_remark(site, place, text)
    keeps = place.docstring is not None and not _has_docstring(text, site)
    if place.own_lines:
        if keeps and place.docstring is not None:
            return Piece(Span(_doc_end(site, place.docstring), place.span.end), "\n" + text, LABEL)
        return Piece(place.span, text, LABEL)
    if keeps and place.docstring is not None:
        text = leading(text) + site.document.slice(place.docstring) + "\n" + text
    return Piece(place.span, "\n" + text, LABEL)


def _doc_end(site: Site, docstring: Span) -> int:
    """Where the docstring ends: its line, or before the `;` of a stub that shares it."""
    end = site.document.line_span(site.document.line_of(docstring.end)).end
    shared = site.document.slice(Span(docstring.end, end)).lstrip().startswith(";")
    return docstring.end if shared else end


def _with_remark(site: Site, place: Body, text: str) -> str:
    """`text` below the comment that stood behind a stub, unless that says what was still to do or is in `text`."""
    definition = next((item for item in site.facts.definitions if item.span == site.request.definition), None)
    if place.remark is None or definition is None or not definition.unfinished:
        return text
    remark = site.document.slice(place.remark)
    if remark in text or re.search(r"\b(?:TODO|FIXME|XXX)\b", remark):
        return text
    return f"{leading(text)}{remark}\n{text}"


def _has_docstring(text: str, site: Site) -> bool:
    code = dedented(text)
    parsed = fragment(code, site.language)
    body = _statements_of(parsed.document.data)
    found = body_of(parsed, Span(0, len(parsed.document.data)), body)
    return found is not None and found.docstring is not None


def _statements_of(data: bytes) -> Span:
    """The statements of a snippet that is a body, as a body."""
    start = len(data) - len(data.lstrip())
    return Span(start, len(data.rstrip()))
