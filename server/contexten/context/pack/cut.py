"""Cuts items out of files: a signature on one line, a whole body, a window of some lines. All texts leave redacted."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

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
_IS_TYPE: list[bool] = IS_TYPE.tolist()
_IS_VALUE: list[bool] = (~(IS_TYPE | IS_CALLABLE)).tolist()


class _Row(NamedTuple):
    """What the atlas says of a symbol."""

    file: int
    name: int
    kind: int
    parent: int
    name_start: int
    line: int
    header: str
    """Cut to the length it is worth, with whatever secrets it holds."""
    brief: str
    """Cut to little more than the name."""


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
    _names: dict[int, tuple[str, str]] = field(default_factory=dict[int, tuple[str, str]])
    _headers: dict[int, str] = field(default_factory=dict[int, str])
    _rows: dict[int, _Row] = field(default_factory=dict[int, _Row])
    _brief: set[int] = field(default_factory=set[int])

    def shorten(self, symbols: Iterable[int]) -> None:
        """Of these symbols a header says little more than the name."""
        self._brief.update(symbols)

    def read(self, symbols: Iterable[int]) -> None:
        """Take what will be asked of many symbols, and of the types around them, from the atlas at once.

        One by one it costs ten times that.
        """
        atlas = self.scene.atlas
        columns = (atlas.file, atlas.name, atlas.kind, atlas.parent, atlas.name_start, atlas.start_line)
        wanted = {symbol for symbol in symbols if symbol not in self._rows}
        while wanted:
            fresh = list(wanted)
            numbers = zip(*(column[fresh].tolist() for column in columns), strict=True)
            for symbol, row, header in zip(fresh, numbers, atlas.signatures(fresh), strict=True):
                file, name, kind, parent, start, line = row
                whole, brief = self._forms(name, kind, header)
                self._rows[symbol] = _Row(file, name, kind, parent, start, line, whole, brief)
            parents = {self._rows[symbol].parent for symbol in fresh}
            wanted = {parent for parent in parents if parent >= 0 and parent not in self._rows}

    def prepare(self, symbols: Iterable[int]) -> None:
        """Search the headers that will be asked for for secrets in one go: each alone costs ten times that."""
        wanted = {symbol for start in symbols for symbol in (start, *self.outer(start))}
        headers = {symbol: self._cut(symbol) for symbol in sorted(wanted)}
        if self.redactor.is_clean("\n".join(headers.values())):
            self._headers.update(headers)

    def signature(self, symbol: int, reason: str, score: float) -> Item:
        """The symbol's header on one line; of a type, the heading its members stand under."""
        kind = ItemKind.SKELETON if _IS_TYPE[self._row(symbol).kind] else ItemKind.SIGNATURE
        return self._line(symbol, kind, self._header(symbol), reason, score)

    def name(self, symbol: int, reason: str, score: float) -> Item:
        """The bare name: the last resort."""
        text = self.scene.atlas.text_of(self._row(symbol).name)
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
        return len(self._row(symbol).brief)

    def path(self, symbol: int) -> str:
        """The file of a symbol."""
        return self._paths(self._row(symbol).file)[0]

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
        row = self._row(symbol)
        name = self.scene.atlas.text_of(row.name)
        span = Span(row.name_start, row.name_start + len(name if name.isascii() else name.encode()))
        return self._item(symbol, span, (row.line, row.line), kind, text, reason, score)

    def _item(
        self, symbol: int, span: Span, lines: tuple[int, int], kind: ItemKind, text: str, reason: str, score: float
    ) -> Item:
        path, relative = self._paths(self._row(symbol).file)
        return Item(
            path=path,
            span=span,
            start_line=lines[0],
            end_line=lines[1],
            kind=kind,
            reason=reason,
            score=score,
            tokens=0,
            text=text,
            name=self.scene.title(symbol),
            relative=relative,
            under=self._under(symbol),
        )

    def _under(self, symbol: int) -> tuple[str, ...]:
        """The header lines of the types around a symbol, outermost first."""
        return tuple(self._header(outer) for outer in reversed(self.outer(symbol)))

    def outer(self, symbol: int) -> list[int]:
        """The types around a symbol, innermost first."""
        chain: list[int] = []
        parent = self._row(symbol).parent
        while parent >= 0:
            chain.append(parent)
            parent = self._row(parent).parent
        return chain

    def _row(self, symbol: int) -> _Row:
        if symbol not in self._rows:
            self.read((symbol,))
        return self._rows[symbol]

    def _header(self, symbol: int) -> str:
        found = self._headers.get(symbol)
        if found is None:
            found = self._headers[symbol] = self._redacted(symbol, self._cut(symbol))
        return found

    def _cut(self, symbol: int) -> str:
        row = self._row(symbol)
        return row.brief if symbol in self._brief else row.header

    def _forms(self, name: int, kind: int, header: str) -> tuple[str, str]:
        """A header no longer than it is worth, of a value the start says what it is; and one that is shortened."""
        written = self.scene.atlas.text_of(name)
        most = MAX_VALUE if _IS_VALUE[kind] else self.longest
        least = max(BRIEF, header.find(written) + len(written) + 2)
        return _short(header, most), _short(header, min(most, least))

    def _redacted(self, symbol: int, text: str) -> str:
        return self.redactor.redact(text, self.relative(symbol))

    def _document(self, path: str) -> Document | None:
        if path not in self._documents:
            self._documents[path] = self.scene.snapshot.document(path)
        return self._documents[path]

    def relative(self, symbol: int) -> str:
        """The file of a symbol as its heading names it."""
        return self._paths(self._row(symbol).file)[1]

    def _paths(self, file: int) -> tuple[str, str]:
        """The path of a file, and that below its root."""
        found = self._names.get(file)
        if found is None:
            path = self.scene.atlas.path_of(file)
            found = self._names[file] = (path, self.scene.snapshot.relative(path))
        return found


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}{_CUT}"


def _header_start(definition: Definition) -> int:
    return definition.header_start if definition.header_start >= 0 else definition.start
