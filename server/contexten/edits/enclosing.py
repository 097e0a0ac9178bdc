"""Answers that repeat the definition around the asked place: only the difference inside that place is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.edits.confine import confined
from contexten.edits.fragments import Original, Source, dedented, owners_of, source_of
from contexten.edits.imports import import_pieces, split_imports
from contexten.edits.indent import reindent
from contexten.edits.lines import indent_at, line_end, line_start, split_lines, unix, with_newline
from contexten.edits.model import Refused
from contexten.text import Document, Patch, Span, encode

if TYPE_CHECKING:
    from contexten.edits.site import Pieces, Site
    from contexten.syntax.facts import Definition

_SHARE = 0.5


def within_enclosing(site: Site, code: str, permitted: Span) -> Pieces | Refused | None:
    """The pieces inside `permitted` where `code` repeats a definition around it; None where it repeats none."""
    around = [item for item in site.enclosing(site.request.span) if item.span != site.request.span]
    if not around:
        return None
    statements, rest = split_imports(code, site.language)
    source = source_of(dedented(rest), site.language)
    for item in reversed(around):
        found = source.find(item.name, Original(item, owners_of(site.facts, item)))
        if found is not None and found.body is not None and _repeats(site, item, source, found):
            pieces = confined(site, _with_definition(site, item, source, found), permitted)
            return pieces if isinstance(pieces, Refused) else (*import_pieces(site, statements), *pieces)
    return None


def _repeats(site: Site, item: Definition, source: Source, found: Definition) -> bool:
    """Whether the answer's definition has at least half of the lines of the file's, the asked place left aside."""
    span = site.request.span
    text = site.document.slice(Span(item.start, min(span.start, item.end))) + "\n"
    text += site.document.slice(Span(max(span.end, item.start), item.end)) if span.end < item.end else ""
    old = {line.strip() for line in split_lines(text) if line.strip()}
    new = {line.strip() for line in split_lines(source.document.slice(found.span))}
    return bool(old) and len(old & new) >= _SHARE * len(old)


def _with_definition(site: Site, item: Definition, source: Source, found: Definition) -> Document:
    """The file with its definition replaced by the answer's, at the file's indentation."""
    document = source.document
    text = document.slice(Span(line_start(document, found.start), line_end(document, found.end)))
    start = line_start(site.document, item.start)
    new = unix(reindent(text, indent_at(site.document, item.start), site.unit, site.language))
    patch = Patch(Span(start, item.end), encode(with_newline(new, site.document.newline)))
    return site.document.patched(patch)
