"""INSERT: new code at the cursor, on lines of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.edits.enclosing import within_enclosing
from contexten.edits.fragments import dedented, source_of
from contexten.edits.imports import import_pieces, split_imports
from contexten.edits.indent import reindent
from contexten.edits.known import without_known
from contexten.edits.lines import indent_at, is_blank, leading, strip_blank_lines
from contexten.edits.model import Refused
from contexten.edits.refusals import elision
from contexten.edits.site import Piece, Pieces, Site
from contexten.text import Document, Span

if TYPE_CHECKING:
    from contexten.syntax.language import Language

LABEL = "generated code"


def place_insert(site: Site, code: str) -> Pieces | Refused:
    """Put `code` at the cursor's line; imports go to the import block."""
    repeated = within_enclosing(site, code, gap_at(site.document, site.request.span.start))
    if repeated is not None:
        return repeated
    # An empty file takes the answer as it is: its package clause and its imports have their order already.
    is_empty = not site.document.data.strip()
    statements, rest = ((), code) if is_empty else split_imports(code, site.language)
    fresh = _fresh(site, rest)
    if isinstance(fresh, Refused):
        return fresh
    text = strip_blank_lines(fresh)
    if text and is_empty and site.language.code_mark.decode() not in text:
        text = site.language.opening + text
    if not text:
        return import_pieces(site, statements) or Refused("the answer is empty")
    refused = elision(text, site.document.text)
    return refused or (*import_pieces(site, statements), _inserted(site, text))


def blank_lines_around(text: str, indent: str, language: Language) -> int:
    """How many blank lines stand around `text` by custom: some where it begins with a definition."""
    source = source_of(dedented(text), language)
    tops = [item for item in source.facts.definitions if source.own(item) and source.is_top(item)]
    starts = bool(tops) and (tops[0].kind.is_callable or tops[0].kind.is_type)
    if not starts or source.document.data[source.shell[0] : tops[0].start].strip():
        return 0
    return 2 if language.docstring and not indent else 1


def gap_at(document: Document, offset: int) -> Span:
    """From the end of the last line with text to the start of the next one, around the cursor's line."""
    line = document.line_of(offset)
    first, last = line - 1, line + 1
    if not is_blank(document.line_text(line)):
        at_start = offset - document.starts[line] <= len(leading(document.line_text(line)))
        first, last = (line - 1, line) if at_start else (line, line + 1)
    while first > 0 and is_blank(document.line_text(first)):
        first -= 1
    while last < document.line_count and is_blank(document.line_text(last)):
        last += 1
    start = document.line_span(first).end if first >= 0 else 0
    end = document.starts[last] if last < document.line_count else len(document.data)
    return Span(start, max(start, end))


def _fresh(site: Site, rest: str) -> str | Refused:
    """The code without what the file has; inside of a definition, names of the file may be bound anew."""
    if site.enclosing(site.request.span):
        return rest
    source = source_of(dedented(rest), site.language)
    if not any(source.own(item) and (item.kind.is_callable or item.kind.is_type) for item in source.facts.definitions):
        return rest
    return without_known(site, source, site.request.name)


def _inserted(site: Site, text: str) -> Piece:
    document, offset = site.document, site.request.span.start
    line = document.line_of(offset)
    content = document.line_text(line)
    column = offset - document.starts[line]
    indent = _indent(site, line, column)
    new = reindent(text, indent, site.unit, site.language)
    space = blank_lines_around(text, indent, site.language)
    if is_blank(content):
        before, behind = _missing(site, line - 1, line + 1, space)
        last = "\n" if line + 1 == document.line_count else ""
        return Piece(document.line_span(line), "\n" * before + new + "\n" * behind + last, LABEL)
    if column <= len(leading(content)):
        before, behind = _missing(site, line - 1, line, space)
        start = document.starts[line]
        return Piece(Span(start, start), "\n" * before + new + "\n" + "\n" * behind, LABEL)
    before, behind = _missing(site, line, line + 1, space)
    end = document.line_span(line).end
    return Piece(Span(end, end), "\n" + "\n" * before + new + "\n" * behind, LABEL)


def _missing(site: Site, above: int, below: int, wanted: int) -> tuple[int, int]:
    """How many blank lines lack before and behind; none at the borders of the file."""
    return _lacking(site, above, -1, wanted), _lacking(site, below, 1, wanted)


def _lacking(site: Site, line: int, step: int, wanted: int) -> int:
    document = site.document
    blank = 0
    if _is_border(site, line, step):
        return 0
    while 0 <= line < document.line_count and is_blank(document.line_text(line)):
        blank += 1
        line += step
    return max(0, wanted - blank) if 0 <= line < document.line_count else 0


def _is_border(site: Site, line: int, step: int) -> bool:
    """Whether what ends (or begins) the block stands on `line`; custom has no blank line beside it."""
    if not 0 <= line < site.document.line_count:
        return False
    text = site.document.line_text(line).strip()
    worded = site.language.worded
    if worded is not None and (text == worded.close if step > 0 else _opens_definition(site, line)):
        return True
    return text.startswith(("}", ")", "]")) if step > 0 else text.endswith(("{", "(", "["))


def _opens_definition(site: Site, line: int) -> bool:
    """Whether the header of a definition with a body ends on the line."""
    document = site.document
    headers = (item for item in site.enclosing(site.request.span) if item.body is not None)
    return any(document.line_of(item.name_start) <= line < document.line_of(item.body_start) for item in headers)


def _indent(site: Site, line: int, column: int) -> str:
    """The indentation that fits the cursor: that of its line, or of the block that the line stands in."""
    document = site.document
    content = document.line_text(line)
    if not is_blank(content):
        if column > len(leading(content)) and content.rstrip().endswith((":", "{")):
            return leading(content) + site.unit
        return leading(content)
    if content and column:
        return content
    enclosing = [
        item for item in site.enclosing(site.request.span) if item.body and item.body.start < document.starts[line]
    ]
    if not enclosing:
        return ""
    inner = enclosing[-1]
    below = next(
        (number for number in range(line + 1, document.line_count) if not is_blank(document.line_text(number))),
        -1,
    )
    if below >= 0 and inner.body and document.starts[below] < inner.body.end:
        return leading(document.line_text(below))
    return indent_at(document, inner.start) + site.unit
