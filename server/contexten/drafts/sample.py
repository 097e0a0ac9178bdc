"""One definition cut out of its file and parsed alone, so that looking at it costs what it is long, not its file.

**Invariant:** a sample's text is the definition's own bytes between a frame that makes it parse alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.syntax.at import bound_names, identifiers
from contexten.syntax.parse import Parsed, fragment
from contexten.text import Document, Span, decode, encode

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition
    from contexten.syntax.language import Language

_DOCSTRING = re.compile(r"[rRuU]?(\"\"\".*?\"\"\"|'''.*?'''|\"[^\"\n]*\"|'[^'\n]*')[ \t]*(?=\r|\n|$)", re.DOTALL)
_FRAMED = frozenset({"typescript", "tsx", "javascript", "java", "csharp"})


@dataclass(frozen=True, slots=True)
class Sample:
    """A definition parsed alone; spans count bytes of `parsed.document`."""

    parsed: Parsed
    header: Span
    body: Span
    indent: str
    """What stands before each statement of the body."""

    @property
    def text(self) -> str:
        """The body as written."""
        return self.parsed.document.slice(self.body)

    @property
    def names(self) -> tuple[tuple[str, int], ...]:
        """The identifiers of the body with their offset in it, in bytes."""
        start = self.body.start
        return tuple((name, offset - start) for name, offset in identifiers(self.parsed, self.body))

    @property
    def bound(self) -> frozenset[str]:
        """The bare names the body binds, parameters of the definition not counted; `self.x = 1` binds no bare name."""
        names = bound_names(self.parsed, self.body)
        found = [(name, offset) for name, offset in identifiers(self.parsed, self.body) if name in names]
        doubtful = {name for name, offset in found if self._is_member(offset)}
        real = {
            name
            for name, offset in found
            if name in doubtful and not self._is_member(offset) and self._is_bound_at(name, offset)
        }
        return names - doubtful | real

    def _is_member(self, offset: int) -> bool:
        return self.parsed.document.data[:offset].rstrip().endswith((b".", b"->", b"::"))

    def _is_bound_at(self, name: str, offset: int) -> bool:
        return name in bound_names(self.parsed, Span(offset, offset + len(encode(name))))

    @property
    def header_names(self) -> frozenset[str]:
        """The identifiers of the header: its parameters, their types, type parameters."""
        return frozenset(name for name, _ in identifiers(self.parsed, self.header))


def sample_of(document: Document, definition: Definition, language: Language, *, member: bool) -> Sample:
    """The definition with its own body; it must have one."""
    body = definition.body or Span(definition.end, definition.end)
    return _sample(document, definition, language, body=document.slice(body), member=member)


def sample_with(document: Document, definition: Definition, language: Language, body: str, *, member: bool) -> Sample:
    """The definition with `body` (dedented) in the place of its own."""
    indent = body_indent(document, definition, language)
    lines = body.split("\n")
    placed = "\n".join([lines[0], *(indent + line if line else line for line in lines[1:])])
    return _sample(document, definition, language, body=placed, member=member)


def is_expression(document: Document, definition: Definition) -> bool:
    """Whether the body is one expression, as an arrow function's may be, and not statements."""
    return definition.body is not None and document.data[definition.start : definition.body.start].rstrip().endswith(
        b"=>"
    )


def body_indent(document: Document, definition: Definition, language: Language) -> str:
    """What stands, or would stand, before each statement of the body."""
    if definition.body is not None:
        before = _line_before(document, definition.body.start)
        if not before.strip() and definition.body:
            return before
    header = _line_before(document, _header_start(definition))
    return header[: len(header) - len(header.lstrip())] + language.indent


def docstring_end(body: str, language: Language) -> int:
    """Where the docstring ends in `body`, in characters; 0 where there is none."""
    match = _DOCSTRING.match(body) if language.docstring else None
    return match.end() if match else 0


def dedented(text: str, indent: str) -> str:
    """`text` without `indent` at each line start; a line with less keeps what it has."""
    lines = text.replace("\r\n", "\n").split("\n")
    cleaned = [line.removeprefix(indent) if line.strip() else "" for line in lines]
    return "\n".join(cleaned).strip("\n")


def _sample(document: Document, definition: Definition, language: Language, *, body: str, member: bool) -> Sample:
    start = _header_start(definition)
    lead = _line_before(document, start)
    lead = lead if not lead.strip() else ""
    opening, closing = _frame(language, lead, member=member)
    header_end = definition.body_start if definition.body is not None else definition.end
    header = document.slice(Span(start, header_end))
    tail = document.slice(Span(definition.body_end, definition.end)) if definition.body is not None else ""
    if definition.body is None:
        header, tail = _opened(header, language, lead)
    indent = body_indent(document, definition, language)
    if not header.rstrip().endswith(("\n", "{")) and language.braces and not header[-1:].isspace():
        header += " "
    before = opening + lead + header
    text = before + body + tail + closing
    spans = Span(len(encode(opening + lead)), len(encode(before))), len(encode(before + body))
    return Sample(fragment(text, language), spans[0], Span(spans[0].end, spans[1]), indent)


def _opened(header: str, language: Language, lead: str) -> tuple[str, str]:
    header = header.rstrip()
    if language.braces:
        header = re.sub(r"(?:\{\s*\}|;)$", "", header).rstrip()
        return f"{header} {{\n{lead}{language.indent}", f"\n{lead}}}"
    return f"{header.rstrip(':').rstrip()}:\n{lead}{language.indent}", ""


def _frame(language: Language, lead: str, *, member: bool) -> tuple[str, str]:
    if not language.braces:
        return ("class _:\n", "\n") if lead else ("", "\n")
    if member and language.id in _FRAMED:
        return "class X {\n", "\n}\n"
    return "", "\n"


def _header_start(definition: Definition) -> int:
    return definition.header_start if definition.header_start >= 0 else definition.start


def _line_before(document: Document, offset: int) -> str:
    line = document.line_of(offset)
    return decode(document.data[document.starts[line] : offset])
