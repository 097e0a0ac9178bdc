"""Cuts items out of files: a signature on one line, a whole body, a window of some lines. All texts leave redacted."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.context.model import Item, ItemKind
from contexten.text import Document, Span

if TYPE_CHECKING:
    from contexten.context.redact import Redactor
    from contexten.index.symbol import Symbol
    from contexten.syntax.facts import Definition, FileFacts
    from contexten.workspace.snapshot import Snapshot

MAX_SIGNATURE = 260
"""Characters; a longer header says little more."""
_BLANK = re.compile(r"\s+")
_PADDED = re.compile(r"(?<=[(\[]) |,? (?=[)\]])")


@dataclass(slots=True)
class Cutter:
    """Makes items of one snapshot; remembers the documents and the types' header lines it has read."""

    snapshot: Snapshot
    redactor: Redactor
    _documents: dict[str, Document | None] = field(default_factory=dict[str, "Document | None"])
    _facts: dict[str, FileFacts | None] = field(default_factory=dict[str, "FileFacts | None"])
    _names: dict[str, str] = field(default_factory=dict[str, str])
    _headers: dict[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])

    def signature(self, symbol: Symbol, reason: str, score: float) -> Item | None:
        """The symbol's header on one line; of a type, the heading its members stand under."""
        document = self._document(symbol.path)
        if document is None:
            return None
        definition = symbol.definition
        kind = ItemKind.SKELETON if definition.kind.is_type else ItemKind.SIGNATURE
        start = _header_start(definition)
        header = document.data[start : _header_end(definition)].rstrip()
        span = Span(start, start + len(header))
        return self._item(symbol, document, span, kind, self._header(symbol.path, definition, document), reason, score)

    def body(self, symbol: Symbol, reason: str, score: float, *, max_lines: int) -> Item | None:
        """The whole definition, dedented; None where it is longer than `max_lines`."""
        document = self._document(symbol.path)
        if document is None:
            return None
        definition = symbol.definition
        lines = document.lines_covering(Span(_header_start(definition), definition.end))
        if document.line_of(max(lines.start, lines.end - 1)) - document.line_of(lines.start) >= max_lines:
            return None
        text = self.redactor.redact(textwrap.dedent(document.slice(lines)).rstrip(), self._relative(symbol.path))
        return self._item(symbol, document, lines, ItemKind.BODY, text, reason, score)

    def name(self, symbol: Symbol, reason: str, score: float) -> Item | None:
        """The bare name: the last resort."""
        document = self._document(symbol.path)
        if document is None:
            return None
        definition = symbol.definition
        return self._item(symbol, document, definition.name_span, ItemKind.NAME, definition.name, reason, score)

    def window(self, symbol: Symbol, offset: int, *, before: int, after: int, reason: str, score: float) -> Item | None:
        """Some lines around byte `offset` inside `symbol`, which is the function that stands around them."""
        document = self._document(symbol.path)
        if document is None:
            return None
        line = document.line_of(offset)
        first = max(line - before, document.line_of(_header_start(symbol.definition)))
        last = min(line + after, document.line_of(max(0, symbol.definition.end - 1)))
        span = Span(document.starts[first], document.line_span(last).end)
        text = self.redactor.redact(textwrap.dedent(document.slice(span)).rstrip(), self._relative(symbol.path))
        return self._item(symbol, document, span, ItemKind.WINDOW, text, reason, score)

    def _item(
        self,
        symbol: Symbol,
        document: Document,
        span: Span,
        kind: ItemKind,
        text: str,
        reason: str,
        score: float,
    ) -> Item:
        return Item(
            path=symbol.path,
            span=span,
            start_line=_line_of(document, span.start),
            end_line=_line_of(document, max(span.start, span.end - 1)),
            kind=kind,
            reason=reason,
            score=score,
            tokens=0,
            text=text,
            name=symbol.qualified_name,
            relative=self._relative(symbol.path),
            under=self._under(symbol, document),
        )

    def _under(self, symbol: Symbol, document: Document) -> tuple[str, ...]:
        if symbol.path not in self._facts:
            self._facts[symbol.path] = self.snapshot.facts(symbol.path)
        facts = self._facts[symbol.path]
        if facts is None:
            return ()
        chain = _outer(facts, symbol.definition)
        return tuple(self._header(symbol.path, outer, document) for outer in chain)

    def _header(self, path: str, definition: Definition, document: Document) -> str:
        key = path, definition.name_start
        if key not in self._headers:
            text = definition.signature or document.line_text(document.line_of(definition.name_start))
            folded = _PADDED.sub("", _BLANK.sub(" ", text).strip())[:MAX_SIGNATURE].rstrip()
            self._headers[key] = self.redactor.redact(folded, self._relative(path))
        return self._headers[key]

    def _document(self, path: str) -> Document | None:
        if path not in self._documents:
            self._documents[path] = self.snapshot.document(path)
        return self._documents[path]

    def _relative(self, path: str) -> str:
        if path not in self._names:
            self._names[path] = self.snapshot.relative(path)
        return self._names[path]


def _line_of(document: Document, offset: int) -> int:
    """As `Document.line_of`, without the line index of a whole file for the sake of a few lines."""
    if b"\r" in document.data:
        return document.line_of(offset)
    return document.data.count(b"\n", 0, offset)


def _header_start(definition: Definition) -> int:
    return definition.header_start if definition.header_start >= 0 else definition.start


def _header_end(definition: Definition) -> int:
    return definition.body_start if definition.body_start >= 0 else definition.end


def _outer(facts: FileFacts, definition: Definition) -> list[Definition]:
    """The types around `definition`, outermost first; in Go and Rust the type its methods belong to."""
    chain: list[Definition] = []
    parent = definition.parent
    while parent >= 0:
        chain.insert(0, facts.definitions[parent])
        parent = facts.definitions[parent].parent
    if not chain and definition.owner:
        chain = [item for item in facts.definitions if item.name == definition.owner and item.kind.is_type][:1]
    return chain
