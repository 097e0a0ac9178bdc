"""REPLACE: an answer takes the place of the selected code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.edits.enclosing import within_enclosing
from contexten.edits.fragments import Source, dedented, source_of
from contexten.edits.imports import Statement, import_pieces, split_imports
from contexten.edits.indent import reindent
from contexten.edits.lines import first_column, indent_at, line_end, line_start, strip_blank_lines
from contexten.edits.model import Place, Refused
from contexten.edits.places.insert import place_insert
from contexten.edits.refusals import elision
from contexten.edits.site import Piece, Pieces, Site
from contexten.text import Span

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition

LABEL = "generated code"


def place_replace(site: Site, code: str) -> Pieces | Refused:
    """Put `code` where the selection is, at its indentation; imports go to the import block."""
    core = _core(site)
    if not len(core):
        request = replace(site.request, place=Place.INSERT, span=Span(core.start, core.start))
        return place_insert(replace(site, request=request), code)
    repeated = within_enclosing(site, code, site.request.span)
    if repeated is not None:
        return repeated
    statements, rest = _imports_apart(site, code)
    part = _selected_part(site, source_of(dedented(rest), site.language), rest)
    if isinstance(part, Refused):
        return part
    text = strip_blank_lines(part)
    if statements and not text:
        return import_pieces(site, statements) or Refused("the answer changes nothing")
    refused = _refused(site, text)
    if refused is not None:
        return refused
    return (*import_pieces(site, statements), Piece(core, _indented(site, core, text), LABEL))


def _core(site: Site) -> Span:
    """The selection without white space at its ends."""
    span, data = site.request.span, site.document.data
    text = data[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip())
    return Span(start, max(start, span.start + len(text.rstrip())))


def _imports_apart(site: Site, code: str) -> tuple[tuple[Statement, ...], str]:
    """Imports and the rest; not taken apart where the selection holds imports or the place for them."""
    span = site.request.span
    if any(span.covers(Span(item.start, item.end)) for item in site.facts.imports):
        return (), code
    statements, rest = split_imports(code, site.language)
    if any(span.start < piece.span.start < span.end for piece in import_pieces(site, statements)):
        return (), code
    return statements, rest


def _selected_part(site: Site, source: Source, code: str) -> str | Refused:
    """`code`, or only the selected definitions where it repeats what encloses them or stands beside them."""
    span = site.request.span
    names = {item.name for item in site.facts.definitions if span.covers(item.span) and item.body is not None}
    outside = {item.name for item in site.facts.definitions if not span.covers(item.span) and _is_block(item)}
    tops = {
        item.name for item in source.facts.definitions if source.own(item) and source.is_top(item) and _is_block(item)
    }
    if not (tops - names) & outside:
        return code
    found = [item for item in source.facts.definitions if source.own(item) and item.name in names]
    same_level = len({item.parent for item in found}) == 1
    if not names or {item.name for item in found} != names or not same_level:
        repeated = min((tops - names) & outside)
        return Refused(
            f"the answer repeats {repeated}, which stands outside of the selection",
            "Answer only with the code for the selection.",
        )
    gap = "\n\n\n" if site.language.docstring and source.is_top(found[0]) else "\n\n"
    return gap.join(_lines_of(source, item) for item in found)


def _is_block(item: Definition) -> bool:
    return item.kind.is_callable or item.kind.is_type


def _lines_of(source: Source, item: Definition) -> str:
    document = source.document
    return document.slice(Span(line_start(document, item.start), line_end(document, max(item.start, item.end - 1))))


def _refused(site: Site, text: str) -> Refused | None:
    if not text.strip():
        return Refused("the answer is empty")
    if _loses_definition(site, text):
        return Refused(
            "the answer has no definition where one was selected",
            "Answer with the whole definition, its header included.",
        )
    return elision(text, site.document.text)


def _loses_definition(site: Site, text: str) -> bool:
    """Whether a whole function or type was selected and the answer defines nothing."""
    core = _core(site)
    selected: list[Definition] = [
        item
        for item in site.facts.definitions
        if core.covers(item.span) and (item.kind.is_callable or item.kind.is_type) and item.start <= core.start
    ]
    if not selected:
        return False
    source = source_of(dedented(text), site.language)
    return not any(source.own(item) for item in source.facts.definitions)


def _indented(site: Site, core: Span, text: str) -> str:
    indent = indent_at(site.document, core.start)
    if not first_column(site.document, core.start) and "\n" not in text.strip():
        return text.strip()
    return reindent(text, indent, site.unit, site.language)[len(indent) :]
