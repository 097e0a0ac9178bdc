"""Cuts items out of files: a signature on one line, a whole body, a window of some lines. All texts leave redacted."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.context.meaning import IS_CALLABLE, IS_TYPE
from contexten.context.model import Item, ItemKind
from contexten.text import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.context.redact import Redactor
    from contexten.context.scene import Scene
    from contexten.syntax.facts import Definition


MAX_VALUE = 80
"""Characters of the line that shows a variable, constant or field."""
BRIEF = 24
"""Characters of the line that shows a symbol which is not among the best; the name is always there whole."""
_CUT = "…"
_IS_VALUE = ~(IS_TYPE | IS_CALLABLE)


@dataclass(slots=True)
class Cutter:
    """Makes items of one request; remembers the documents and the types' header lines it has read.

    Signatures come from the atlas alone; only whole texts cost a look at their files.
    """

    scene: Scene
    redactor: Redactor
    longest: int = 260
    """Characters of a header; what is longer is cut."""
    _documents: dict[str, Document | None] = field(default_factory=dict[str, "Document | None"])
    _names: dict[int, str] = field(default_factory=dict[int, str])
    _headers: dict[int, str] = field(default_factory=dict[int, str])
    _cuts: dict[int, tuple[str, str]] = field(default_factory=dict[int, tuple[str, str]])
    _brief: set[int] = field(default_factory=set[int])

    def shorten(self, symbols: Iterable[int]) -> None:
        """Of these symbols a header says little more than the name."""
        self._brief.update(symbols)

    def prepare(self, symbols: Iterable[int]) -> None:
        """Read the headers that will be asked for in one go: to search each alone for secrets costs ten times that."""
        wanted = {symbol for start in symbols for symbol in (start, *self.outer(start))}
        headers = {symbol: self._cut(symbol) for symbol in sorted(wanted)}
        if self.redactor.is_clean("\n".join(headers.values())):
            self._headers.update(headers)

    def signature(self, symbol: int, reason: str, score: float) -> Item:
        """The symbol's header on one line; of a type, the heading its members stand under."""
        atlas = self.scene.atlas
        kind = ItemKind.SKELETON if IS_TYPE[atlas.kind[symbol]] else ItemKind.SIGNATURE
        return self._line(symbol, kind, self._header(symbol), reason, score)

    def name(self, symbol: int, reason: str, score: float) -> Item:
        """The bare name: the last resort."""
        text = self.scene.atlas.text_of(int(self.scene.atlas.name[symbol]))
        return self._line(symbol, ItemKind.NAME, text, reason, score)

    def body(self, symbol: int, reason: str, score: float, *, max_lines: int) -> Item | None:
        """The whole definition, dedented; None where it is longer than `max_lines`, or gone."""
        found = self._whole(symbol)
        if found is None:
            return None
        document, definition = found
        lines = document.lines_covering(Span(_header_start(definition), definition.end))
        if document.line_of(max(lines.start, lines.end - 1)) - document.line_of(lines.start) >= max_lines:
            return None
        return self._text(symbol, document, lines, ItemKind.BODY, reason, score)

    def window(self, symbol: int, offset: int, *, before: int, after: int, reason: str, score: float) -> Item | None:
        """Some lines around byte `offset` inside `symbol`, which is the function that stands around them."""
        found = self._whole(symbol)
        if found is None:
            return None
        document, definition = found
        line = document.line_of(offset)
        first = max(line - before, document.line_of(_header_start(definition)))
        last = min(line + after, document.line_of(max(0, definition.end - 1)))
        span = Span(document.starts[first], document.line_span(last).end)
        return self._text(symbol, document, span, ItemKind.WINDOW, reason, score)

    def size(self, symbol: int) -> int:
        """How many characters a symbol's header has."""
        return len(self._cut(symbol))

    def brief_size(self, symbol: int) -> int:
        """The same of one that is shortened."""
        return len(self._forms(symbol)[1])

    def path(self, symbol: int) -> str:
        """The file of a symbol."""
        return self.scene.atlas.path_of(int(self.scene.atlas.file[symbol]))

    def _whole(self, symbol: int) -> tuple[Document, Definition] | None:
        document = self._document(self.path(symbol))
        if document is None:
            return None
        outline = self.scene.view.outline(self.path(symbol))
        number = int(self.scene.atlas.definition[symbol])
        if outline is None or number >= len(outline.definitions):
            return None
        definition = outline.definitions[number]
        # The file can be newer than the index by now.
        return (document, definition) if definition.end <= len(document.data) else None

    def _text(self, symbol: int, document: Document, span: Span, kind: ItemKind, reason: str, score: float) -> Item:
        text = textwrap.dedent(document.slice(span)).rstrip()
        first, last = document.line_of(span.start), document.line_of(max(span.start, span.end - 1))
        return self._item(symbol, span, (first, last), kind, self._redacted(symbol, text), reason, score)

    def _line(self, symbol: int, kind: ItemKind, text: str, reason: str, score: float) -> Item:
        atlas = self.scene.atlas
        start, line = int(atlas.name_start[symbol]), int(atlas.start_line[symbol])
        span = Span(start, start + len(atlas.text_of(int(atlas.name[symbol])).encode()))
        return self._item(symbol, span, (line, line), kind, text, reason, score)

    def _item(
        self, symbol: int, span: Span, lines: tuple[int, int], kind: ItemKind, text: str, reason: str, score: float
    ) -> Item:
        return Item(
            path=self.path(symbol),
            span=span,
            start_line=lines[0],
            end_line=lines[1],
            kind=kind,
            reason=reason,
            score=score,
            tokens=0,
            text=text,
            name=self.scene.title(symbol),
            relative=self.relative(symbol),
            under=self._under(symbol),
        )

    def _under(self, symbol: int) -> tuple[str, ...]:
        """The header lines of the types around a symbol, outermost first."""
        return tuple(self._header(outer) for outer in reversed(self.outer(symbol)))

    def outer(self, symbol: int) -> list[int]:
        """The types around a symbol, innermost first."""
        chain: list[int] = []
        parent = int(self.scene.atlas.parent[symbol])
        while parent >= 0:
            chain.append(parent)
            parent = int(self.scene.atlas.parent[parent])
        return chain

    def _header(self, symbol: int) -> str:
        found = self._headers.get(symbol)
        if found is None:
            text = self._cut(symbol)
            found = self._headers[symbol] = self._redacted(symbol, text)
        return found

    def _cut(self, symbol: int) -> str:
        return self._forms(symbol)[symbol in self._brief]

    def _forms(self, symbol: int) -> tuple[str, str]:
        """A header no longer than it is worth, of a value the start says what it is; and one that is shortened."""
        found = self._cuts.get(symbol)
        if found is None:
            atlas = self.scene.atlas
            header, name = atlas.signature(symbol), atlas.text_of(int(atlas.name[symbol]))
            most = MAX_VALUE if _IS_VALUE[atlas.kind[symbol]] else self.longest
            least = max(BRIEF, header.find(name) + len(name) + 2)
            found = self._cuts[symbol] = _short(header, most), _short(header, min(most, least))
        return found

    def _redacted(self, symbol: int, text: str) -> str:
        return self.redactor.redact(text, self.relative(symbol))

    def _document(self, path: str) -> Document | None:
        if path not in self._documents:
            self._documents[path] = self.scene.snapshot.document(path)
        return self._documents[path]

    def relative(self, symbol: int) -> str:
        """The file of a symbol as its heading names it."""
        file = int(self.scene.atlas.file[symbol])
        if file not in self._names:
            self._names[file] = self.scene.snapshot.relative(self.scene.atlas.path_of(file))
        return self._names[file]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}{_CUT}"


def _header_start(definition: Definition) -> int:
    return definition.header_start if definition.header_start >= 0 else definition.start
