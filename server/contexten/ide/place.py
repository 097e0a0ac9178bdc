"""Where a person stands in one file, with what every assist needs of it.

**Invariant:** making a Place reads one tree and no facts of the open file: it is cheap on each cursor move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.syntax import at
from contexten.syntax.languages import LANGUAGES
from contexten.syntax.strings import string_spans
from contexten.text import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.syntax.facts import Definition
    from contexten.syntax.language import Language
    from contexten.syntax.parse import Parsed
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Diagnostic

MARKER = "ai:"
"""What starts an instruction inside a comment, where the settings name nothing else."""


@dataclass(frozen=True, slots=True)
class Declined:
    """Nothing can be asked for here; `reason` is one sentence with the next step."""

    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """A cursor (empty `span`) or a selection in one file, at one revision."""

    snapshot: Snapshot
    path: str
    span: Span
    diagnostics: tuple[Diagnostic, ...]
    marker: str
    document: Document
    language: Language
    parsed: Parsed
    enclosing: tuple[Definition, ...]
    """The definitions around `span`, outermost first."""
    disabled: frozenset[str] = frozenset()
    """The ids of the rules that suggest nothing here."""

    @property
    def innermost(self) -> Definition | None:
        """The function, method or type directly around the place."""
        return next((item for item in reversed(self.enclosing) if is_scope(item)), None)

    @property
    def unfinished(self) -> Definition | None:
        """The function, method or class directly around the place, where it is a stub to be filled."""
        definition = self.innermost
        if definition is None or not definition.unfinished or self._closes_the_type(definition):
            return None
        return definition

    def _closes_the_type(self, definition: Definition) -> bool:
        """Whether it is a constructor (Java) that only keeps others from making an instance."""
        types = [item.name for item in self.enclosing if item.kind.is_type]
        if not self.language.braces or definition.body is None or definition.name not in types[-1:]:
            return False
        return definition.kind.is_callable and "todo" not in self.document.slice(definition.body).lower()

    @property
    def in_string(self) -> bool:
        """Whether the place lies inside a string, its quotes not included."""
        spans = string_spans(self.parsed, Span(self.span.start, self.span.start))
        return any(span.start < self.span.start and self.span.end < span.end for span in spans)

    @property
    def selected(self) -> bool:
        """Whether something other than white space is selected."""
        return bool(self.document.data[self.span.start : self.span.end].strip())

    @property
    def line(self) -> Span:
        """The line of the cursor, or of the selection's start, without white space around; empty if blank."""
        return stripped(self.document, self.document.line_span(self.document.line_of(self.span.start)))


def header(definition: Definition) -> Span:
    """From the decorators and doc comment to the body; the whole definition where it has no body."""
    return Span(definition.start, definition.end if definition.body is None else definition.body_start)


def is_scope(definition: Definition) -> bool:
    """Whether it is a function, a method or a type, and not a variable or field."""
    return definition.kind.is_callable or definition.kind.is_type


def stripped(document: Document, span: Span) -> Span:
    """`span` without white space at both ends; empty at its end where there is nothing else."""
    raw = document.data[span.start : span.end]
    start = span.end - len(raw.lstrip())
    return Span(start, max(start, span.start + len(raw.rstrip())))


def definitions_around(parsed: Parsed, span: Span) -> tuple[Definition, ...]:
    """The definitions around `span`, outermost first; looked up at its start: a wide span holds many."""
    found = at.definitions_at(parsed, Span(span.start, span.start))
    return tuple(item for item in found if item.span.covers(span))


def place_at(
    snapshot: Snapshot,
    path: str,
    span: Span,
    diagnostics: Iterable[Diagnostic] = (),
    *,
    marker: str = MARKER,
    disabled: Iterable[str] = (),
) -> Place | Declined:
    """The Place, or why nothing may be asked for in this file; a span past the end is cut to the text."""
    reason = _refusal(snapshot, path)
    if reason:
        return Declined(reason)
    document, language = snapshot.document(path), snapshot.language(path)
    name = snapshot.relative(path)
    if document is None:
        return Declined(f"'{name}' cannot be read as text; name a text file of at most 10 MB.")
    if language is None:
        known = ", ".join(language.title for language in LANGUAGES)
        return Declined(f"The language of '{name}' is not known; use a file in one of {known}.")
    parsed = snapshot.parsed(path)
    if parsed is None:
        return Declined(f"'{name}' is too large to parse; move the code into a file of less than 1 MB.")
    span = _onto_code(document, _cut(span, len(document.data)))
    return Place(
        snapshot=snapshot,
        path=path,
        span=span,
        diagnostics=tuple(diagnostics),
        marker=marker,
        document=document,
        language=language,
        parsed=parsed,
        enclosing=_enclosing(parsed, document, language, span),
        disabled=frozenset(disabled),
    )


def _refusal(snapshot: Snapshot, path: str) -> str:
    private = snapshot.is_private(path)
    name = snapshot.relative(path)
    if private:
        return f"'{name}' is never sent to a model: {private}; move the code to another file to work on it."
    if not snapshot.in_sync(path):
        return f"The server's text of '{name}' differs from the editor's; close and open the file again."
    return ""


def _cut(span: Span, size: int) -> Span:
    start = min(max(span.start, 0), size)
    return Span(start, min(max(span.end, start), size))


def _onto_code(document: Document, span: Span) -> Span:
    """A cursor in the indentation of a line means the code on that line."""
    line = document.line_span(document.line_of(span.start))
    code = stripped(document, line)
    if len(span) or not len(code) or span.start > code.start:
        return span
    return Span(code.start, code.start)


def _enclosing(parsed: Parsed, document: Document, language: Language, span: Span) -> tuple[Definition, ...]:
    by_tree = definitions_around(parsed, span)
    if not language.by_indentation or len(span):
        return by_tree
    return max(by_tree, _by_indentation(parsed, document, span.start), key=len)


def _by_indentation(parsed: Parsed, document: Document, offset: int) -> tuple[Definition, ...]:
    """Where blocks are made by indentation, a blank line below a body belongs to it by its column.

    The tree ends a body at its last statement, but a person who presses Enter below it is still inside.
    """
    line = document.line_span(document.line_of(offset))
    before = len(document.data[:offset].rstrip())
    if before == 0 or len(stripped(document, line)):
        return ()
    above = at.definitions_at(parsed, Span(before, before))
    return tuple(item for item in above if _column(document, item.header_start) < offset - line.start)


def _column(document: Document, offset: int) -> int:
    return offset - document.starts[document.line_of(offset)]
