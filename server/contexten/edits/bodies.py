"""The body of a definition as a replaceable region, in a file and in an answer alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.edits.lines import first_column, leading, line_end, line_start
from contexten.syntax.at import comment_at
from contexten.syntax.strings import string_spans
from contexten.text import Document, Span, encode

if TYPE_CHECKING:
    from contexten.syntax.language import Language, Short, Worded
    from contexten.syntax.parse import Parsed

_TO_BRACE = re.compile(rb"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)

_EMPTY_BRACES = re.compile(rb"\{(\s*)\}[\s;,)]*\Z")


@dataclass(frozen=True, slots=True)
class Body:
    """What may be replaced: between the braces, or the lines of the block; comments around its statements included."""

    span: Span
    own_lines: bool
    """Whether it starts on a line of its own."""
    indent: str | None
    """White space before its first statement where that starts a line."""
    docstring: Span | None = None
    """The doc text inside, in languages that have it there."""
    arrow: bool = False
    """Whether it is one expression (C#'s `=> …;`, Ruby's `= …`, Elixir's `, do: …`), in whose place a block comes."""
    remark: Span | None = None
    """The comment behind the last statement, on its line, in languages without braces."""
    equations: bool = False
    """Whether it is the equations of a function, each with a header of its own."""


def body_of(parsed: Parsed, definition: Span, body: Span | None) -> Body | None:
    """The body of the definition with those spans; None where it has none, or one without braces that needs them."""
    if parsed.language.worded is not None:
        return _worded_body(parsed.document, definition, body, parsed.language.worded)
    if not parsed.language.braces:
        return _block_body(parsed, definition, body)
    body = body if body is not None else _empty_body(parsed.document, definition)
    if (
        body is not None
        and parsed.language.id == "csharp"
        and (arrow := _arrow_body(parsed.document, definition, body))
    ):
        return arrow
    short = parsed.language.short
    if short is not None and body is not None and (found := _expression_body(parsed.document, definition, body, short)):
        return found
    return None if body is None else _braced_body(parsed.document, definition, body)


def equations_of(parsed: Parsed, definition: Span, name: str) -> Body | None:
    """The equations of the function `name`, its type signature not included; None where there are none."""
    data = parsed.document.data
    pattern = rb"^([ \t]*)" + re.escape(encode(name)) + rb"(?![\w'])(?!\s*(?:::|,))"
    first = re.compile(pattern, re.MULTILINE).search(
        data, line_start(parsed.document, definition.start), definition.end
    )
    if first is None or not name:
        return None
    indent = str(first[1], "utf-8")
    return Body(Span(first.start(), definition.end), own_lines=True, indent=indent, equations=True)


def text_of(document: Document, body: Body) -> str:
    """The lines of `body`; the first one with its indentation."""
    return document.slice(body.span).strip("\r\n")


def _empty_body(document: Document, definition: Span) -> Span | None:
    """Between the braces that a definition ends with, where only white space stands there."""
    text = document.data[definition.start : definition.end]
    found = _EMPTY_BRACES.search(text)
    return None if found is None else Span(definition.start + found.end(1), definition.start + found.end(1))


def _arrow_body(document: Document, definition: Span, body: Span) -> Body | None:
    data = document.data
    before = data[definition.start : body.start].rstrip()
    if not before.endswith(b"=>") or not data[body.end : definition.end].lstrip().startswith(b";"):
        return None
    start = definition.start + len(before.removesuffix(b"=>").rstrip())
    return Body(Span(start, data.index(b";", body.end) + 1), own_lines=False, indent=None, arrow=True)


def _expression_body(document: Document, definition: Span, body: Span, short: Short) -> Body | None:
    before = document.data[definition.start : body.start].rstrip()
    mark = encode(short.mark)
    if not before.endswith(mark) or not len(body):
        return None
    start = definition.start + len(before if short.behind else before.removesuffix(mark).rstrip())
    return Body(Span(start, body.end), own_lines=False, indent=None, arrow=True)


def _braced_body(document: Document, definition: Span, body: Span) -> Body | None:
    data = document.data
    start = body.start
    while start > definition.start and data[start - 1 : start].isspace():
        start -= 1
    close = body.end
    if match := _TO_BRACE.match(data, body.end, definition.end):
        close = match.end()
    if data[start - 1 : start] != b"{" or data[close : close + 1] != b"}":
        return None
    own_lines = b"\n" in data[start : body.start] or b"\r" in data[start : body.start]
    indent = leading(document.line_text(document.line_of(body.start))) if own_lines and len(body) else None
    return Body(Span(start, close), own_lines, indent)


def _worded_body(document: Document, definition: Span, body: Span | None, worded: Worded) -> Body | None:
    """Between the end of the header and the closing word; or the one expression that stands for both."""
    if body is None:
        return None
    data = document.data
    close = body.end + len(data[body.end : definition.end]) - len(data[body.end : definition.end].lstrip())
    if not data.startswith(worded.close.encode(), close, definition.end):
        return _short_body(document, definition, body, worded)
    start = definition.start + len(data[definition.start : body.start].rstrip())
    own_lines = b"\n" in data[start : body.start] or b"\r" in data[start : body.start]
    if not own_lines and data[start - 1 : start] == b";":
        start = definition.start + len(data[definition.start : start].rstrip(b"; \t"))
    indent = leading(document.line_text(document.line_of(body.start))) if own_lines and len(body) else None
    return Body(Span(start, close), own_lines, indent)


def _short_body(document: Document, definition: Span, body: Span, worded: Worded) -> Body | None:
    before = document.slice(Span(definition.start, body.start))
    found = re.search(rf"(?:{worded.short})\Z", before) if worded.short else None
    if found is None or body.end != definition.end:
        return None
    return Body(
        Span(definition.start + len(encode(before[: found.start()])), body.end),
        own_lines=False,
        indent=None,
        arrow=True,
    )


def _block_body(parsed: Parsed, definition: Span, body: Span | None) -> Body | None:
    document = parsed.document
    if body is None:
        return None
    if not len(body):
        return Body(body, own_lines=False, indent=None)
    end = _with_comment(document, body.end, parsed.language)
    remark = _remark(parsed, end)
    docstring = _docstring(parsed, body)
    if not first_column(document, body.start):
        start = body.start - len(document.data[: body.start]) + len(document.data[: body.start].rstrip(b" \t"))
        return Body(Span(start, end), own_lines=False, indent=None, docstring=docstring, remark=remark)
    start = _over_comments(document, line_start(document, body.start), definition, parsed.language)
    return Body(
        Span(start, end),
        own_lines=True,
        indent=leading(document.slice(Span(start, end))),
        docstring=docstring,
        remark=remark,
    )


def _remark(parsed: Parsed, end: int) -> Span | None:
    """The comment that ends at `end` and shares its line with code."""
    found = comment_at(parsed, end - 1)
    if found is None or first_column(parsed.document, found.start):
        return None
    return Span(found.start, end)


def _docstring(parsed: Parsed, body: Span) -> Span | None:
    if not parsed.language.docstring:
        return None
    start = _first_statement(parsed, body)
    found = string_spans(parsed, Span(start, start))
    if not found or found[0].start != start:
        return None
    rest = parsed.document.slice(Span(found[0].end, line_end(parsed.document, found[0].end)))
    return found[0] if not rest.strip() or rest.strip().startswith((";", parsed.language.comments.line)) else None


def _first_statement(parsed: Parsed, body: Span) -> int:
    """Where the first statement starts, behind comments."""
    document, mark = parsed.document, parsed.language.comments.line.encode()
    start = body.start
    while start < body.end and document.data.startswith(mark, start):
        rest = document.data[line_end(document, start) : body.end]
        start = line_end(document, start) + len(rest) - len(rest.lstrip())
    return start


def _with_comment(document: Document, offset: int, language: Language) -> int:
    """`offset`, or the end of its line where only a comment stands behind."""
    end = line_end(document, offset)
    rest = document.slice(Span(offset, end)).strip()
    return end if not rest or rest.startswith(language.comments.line) else offset


def _over_comments(document: Document, start: int, definition: Span, language: Language) -> int:
    """The start of the comment lines directly above `start`, inside the definition."""
    line = document.line_of(start)
    first = document.line_of(definition.start)
    while line - 1 > first and document.line_text(line - 1).strip().startswith(language.comments.line):
        line -= 1
    return document.starts[line]
