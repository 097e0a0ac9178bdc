"""DOC: an answer becomes the doc text of a definition, written as its language does."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from contexten.edits.bodies import body_of
from contexten.edits.fragments import Source, dedented, source_of
from contexten.edits.lines import indent_at, line_start, strip_blank_lines
from contexten.edits.model import Refused
from contexten.edits.refusals import elision
from contexten.edits.site import Piece, Pieces, Site
from contexten.text import Document, Span

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition
    from contexten.syntax.language import Language

LABEL = "generated documentation"
_LITERAL = re.compile(r"^([rRuU]?)(\"\"\"|'''|\"|')(.*)\2$", re.DOTALL)
_BLOCK = re.compile(r"^/\*+!?(.*?)\*/$", re.DOTALL)
_LINE_MARK = re.compile(r"^\s*(?:///?|//!|#+!?|-{2,}(?:\s?[|^])?)\s?")
_QUOTED = re.compile(r"^@?\w+\s+(?:~[sS])?\"+|\"+$")
_LEAD_IN = re.compile(
    r"^(?:here|sure|certainly|of course|below|the (?:docstring|doc|documentation))\b.*:\s*$", re.IGNORECASE
)


def place_doc(site: Site, code: str) -> Pieces | Refused:
    """Write the doc text in `code` (bare, a comment, a docstring, or in the definition) into the definition."""
    definition = _definition(site)
    if definition is None:
        return Refused("there is no definition to document")
    text = _doc_text(site, code)
    if not text.strip():
        return Refused("the answer holds no documentation", "Answer with the documentation text only.")
    refused = elision(code, site.document.text) if "\n" in text else None
    if refused is not None:
        return refused
    piece = (
        _docstring_piece(site, definition, text) if site.language.docstring else _comment_piece(site, definition, text)
    )
    return piece if isinstance(piece, Refused) else (piece,)


def _definition(site: Site) -> Definition | None:
    span = site.request.definition or site.request.span
    exact = [item for item in site.facts.definitions if item.span == span]
    named = [item for item in site.facts.definitions if item.name == site.request.name and span.covers(item.name_span)]
    return next(iter([*exact, *named]), None)


def _doc_text(site: Site, code: str) -> str:
    text = strip_blank_lines(code)
    lines = text.split("\n")
    if len(lines) > 1 and _LEAD_IN.match(lines[0]):
        text = strip_blank_lines("\n".join(lines[1:]))
    source = source_of(dedented(text), site.language)
    found = source.find(site.request.name, site.original) if site.request.name else None
    if found is not None:
        return _doc_of(source, found, site.language)
    return unmarked(text, site.language)


def _doc_of(source: Source, found: Definition, language: Language) -> str:
    """The doc text that a definition in the answer carries."""
    document = source.document
    if language.docstring:
        body = body_of(source.parsed, found.span, found.body)
        return unmarked(document.slice(body.docstring), language) if body and body.docstring else ""
    above = _comment_above(document, found, language)
    return unmarked(document.slice(above), language) if above else ""


def unmarked(text: str, language: Language) -> str:
    """`text` without the quotes of a docstring or the marks of a comment."""
    text = textwrap.dedent(strip_blank_lines(text)).strip()
    if language.docstring and (literal := _LITERAL.match(text)):
        inner = literal.group(3)
        return _plain(inner) if literal.group(1) else _plain(_unescaped_quotes(inner))
    if language.comments.other_doc and re.fullmatch(language.comments.other_doc, text):
        return _plain(_QUOTED.sub("", text))
    if block := _BLOCK.match(text):
        lines = [re.sub(r"^\s*\*(?!/) ?", "", line) for line in block.group(1).split("\n")]
        return _plain("\n".join(lines))
    if (block_marks := language.comments.block) and text.startswith(block_marks[0]) and text.endswith(block_marks[1]):
        inner = text[len(block_marks[0]) : -len(block_marks[1])]
        return _plain(inner.lstrip("*|").strip())
    lines = text.split("\n")
    mark = language.comments.line
    if all(not line.strip() or line.strip().startswith(mark) for line in lines):
        return _plain("\n".join(_LINE_MARK.sub("", line) for line in lines))
    return _plain(text)


def _unescaped_quotes(text: str) -> str:
    return text.replace('\\"\\"\\"', '"""')


def _plain(text: str) -> str:
    """Doc text with its first line at the left and the others dedented together."""
    first, _, rest = text.strip("\n").partition("\n")
    rest = textwrap.dedent(rest)
    return "\n".join(line.rstrip() for line in f"{first.strip()}\n{rest}".strip().split("\n"))


def _docstring_piece(site: Site, definition: Definition, text: str) -> Piece | Refused:
    body = body_of(site.parsed, definition.span, definition.body)
    if body is None:
        return Refused("the definition has no body for a docstring")
    indent = body.indent if body.indent is not None else indent_at(site.document, definition.start) + site.unit
    literal = docstring_literal(text, indent)
    if body.docstring is not None:
        return Piece(body.docstring, literal, LABEL)
    if body.own_lines:
        start = body.span.start
        return Piece(Span(start, start), f"{indent}{literal}\n", LABEL)
    rest = site.document.slice(body.span).strip()
    return Piece(body.span, f"\n{indent}{literal}" + (f"\n{indent}{rest}" if rest else ""), LABEL)


def docstring_literal(text: str, indent: str) -> str:
    """A Python docstring in three double quotes; text with a backslash gets a raw one."""
    text = text.replace("\r", "")
    raw = "\\" in text
    text = text.replace('"""', "'''") if raw else text.replace('"""', '\\"\\"\\"')
    lines = text.split("\n")
    body = "\n".join([lines[0], *(indent + line if line.strip() else "" for line in lines[1:])])
    prefix = "r" if raw else ""
    if len(lines) > 1:
        return f'{prefix}"""{_opened(body)}\n{indent}"""'
    if body.endswith(('"', "\\")):
        body += " "
    return f'{prefix}"""{_opened(body)}"""'


def _opened(body: str) -> str:
    """A first quote is kept apart from the opening ones."""
    return " " + body if body.startswith('"') else body


def _comment_piece(site: Site, definition: Definition, text: str) -> Piece:
    document = site.document
    above = _comment_above(document, definition, site.language)
    indent = indent_at(document, definition.start)
    comments = site.language.comments
    if definition.kind.is_type and not comments.types_too:
        comment = _line_comments(text, indent, site.language)
    else:
        comment = doc_comment(text, indent, site.language)
    if above is not None:
        return Piece(above, comment[len(indent) :], LABEL)
    start = line_start(document, definition.start)
    return Piece(Span(start, start), comment + "\n", LABEL)


_XML = re.compile(r"<(?:summary|inheritdoc|remarks|param|returns)\b")
"""What C#'s compiler reads as documentation has tags."""


def doc_comment(text: str, indent: str, language: Language) -> str:
    """A doc comment in the language's style, each line at `indent`."""
    if language.comments.doc is None:
        return _line_comments(text, indent, language)
    first, middle, last = language.comments.doc
    if "*/" in last:
        text = text.replace("*/", "*\\/" if language.id != "java" else "*&#47;")
    closing = language.comments.block[1] if language.comments.block else ""
    if closing and closing in last and closing in text:
        text = text.replace(closing, f"{closing[0]} {closing[1:]}")
    if language.id == "csharp" and _XML.search(text) is None:
        text = f"<summary>\n{text}\n</summary>"
    lines = text.split("\n")
    shown = [f"{middle}{line}".rstrip() for line in lines]
    head = [first.rstrip()] if first.strip() and first.strip() != middle.strip() else []
    tail = [last] if last.strip() else []
    return "\n".join(indent + line for line in [*head, *shown, *tail])


def _line_comments(text: str, indent: str, language: Language) -> str:
    return "\n".join(f"{indent}{language.comments.line} {line}".rstrip() for line in text.split("\n"))


def _comment_above(document: Document, definition: Definition, language: Language) -> Span | None:
    """The comment that a definition starts with, before its attributes and header; None where there is none."""
    text = document.slice(
        Span(definition.start, definition.header_start if definition.header_start >= 0 else definition.start)
    )
    other = re.search(language.comments.other_doc, text) if language.comments.other_doc else None
    if other:
        start = definition.start + len(text[: other.start()].encode())
        return Span(start, start + len(other.group(0).encode()))
    opening, closing = map(re.escape, language.comments.block or ("/*", "*/"))
    block = re.match(rf"{opening}.*?{closing}", text, re.DOTALL)
    if block:
        return Span(definition.start, definition.start + len(block.group(0).encode()))
    mark = re.escape(language.comments.line)
    lines = re.match(rf"(?:{mark}[^\r\n]*(?:\r\n|\n|\r)[ \t]*)*{mark}[^\r\n]*", text)
    if lines:
        return Span(definition.start, definition.start + len(lines.group(0).encode()))
    return None
