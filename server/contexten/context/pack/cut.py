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
_BETWEEN = "\n\0\n"
"""Between texts that are searched for secrets together: no secret is read across it."""
_IS_TYPE: list[bool] = IS_TYPE.tolist()
_IS_VALUE: list[bool] = (~(IS_TYPE | IS_CALLABLE)).tolist()


class _Row(NamedTuple):
    """What the atlas says of a symbol."""

    file: int
    name: str
    kind: int
    parent: int
    name_start: int
    line: int
    header: str
    """Cut to the length it is worth, with whatever secrets it holds."""
    brief: str
    """Cut to little more than the name."""


class Piece(NamedTuple):
    """An Item whose cost is not known yet; a tuple, because most are made to be tried."""

    path: str
    span: Span
    start_line: int
    end_line: int
    kind: ItemKind
    reason: str
    score: float
    text: str
    name: str
    relative: str
    under: tuple[str, ...]

    def costing(self, tokens: int) -> Item:
        """The Item."""
        return Item(
            self.path,
            self.span,
            self.start_line,
            self.end_line,
            self.kind,
            self.reason,
            self.score,
            tokens,
            self.text,
            self.name,
            self.relative,
            self.under,
        )


class _Place(NamedTuple):
    """Where a whole definition stands."""

    document: Document
    span: Span
    first: int
    last: int
    """Lines."""


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
    _titles: dict[int, str] = field(default_factory=dict[int, str])
    _around: dict[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])
    """By type itself and the types around it, innermost first."""
    _headings: dict[int, tuple[str, ...]] = field(default_factory=dict[int, tuple[str, ...]])
    """By type the header lines of these, outermost first."""
    _brief: set[int] = field(default_factory=set[int])
    _places: dict[int, _Place | None] = field(default_factory=dict[int, "_Place | None"])
    _bodies: dict[int, str] = field(default_factory=dict[int, str])
    """The whole texts that were prepared, with whatever secrets they hold."""
    _clean: set[int] = field(default_factory=set[int])
    """Those of them that hold none."""

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
            files, names, kinds, *others = (column[fresh].tolist() for column in columns)
            rows = zip(fresh, files, atlas.texts_of(names), kinds, *others, atlas.signatures(fresh), strict=True)
            for symbol, file, name, kind, parent, start, line, header in rows:
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
            self._headings.clear()

    def prepare_bodies(self, symbols: Iterable[int], max_lines: int) -> None:
        """The same for the bodies that will be asked for."""
        fresh: dict[int, str] = {}
        for symbol in symbols:
            place = None if symbol in self._bodies else self._place(symbol)
            if place is not None and place.last - place.first < max_lines:
                fresh[symbol] = _dedented(place.document, place.span)
        self._bodies.update(fresh)
        if self.redactor.is_clean(_BETWEEN.join(fresh.values())):
            self._clean.update(fresh)

    def signature(self, symbol: int, reason: str, score: float) -> Piece:
        """The symbol's header on one line; of a type, the heading its members stand under."""
        kind = ItemKind.SKELETON if _IS_TYPE[self._row(symbol).kind] else ItemKind.SIGNATURE
        return self._line(symbol, kind, self._header(symbol), reason, score)

    def name(self, symbol: int, reason: str, score: float) -> Piece:
        """The bare name: the last resort."""
        return self._line(symbol, ItemKind.NAME, self._row(symbol).name, reason, score)

    def body(self, symbol: int, reason: str, score: float, *, max_lines: int) -> Piece | None:
        """The whole definition, dedented; None where it is longer than `max_lines`, or gone."""
        place = self._place(symbol)
        if place is None or place.last - place.first >= max_lines:
            return None
        text = self._bodies.get(symbol)
        if text is None:
            text = _dedented(place.document, place.span)
        if symbol not in self._clean:
            text = self._redacted(symbol, text)
        return self._draft(symbol, place.span, (place.first, place.last), ItemKind.BODY, text, reason, score)

    def window(self, symbol: int, offset: int, *, before: int, after: int, reason: str, score: float) -> Piece | None:
        """Some lines around byte `offset` inside `symbol`, which is the function that stands around them."""
        place = self._place(symbol)
        if place is None:
            return None
        document, line = place.document, place.document.line_of(offset)
        first, last = max(line - before, place.first), min(line + after, place.last)
        span = Span(document.starts[first], document.line_span(last).end)
        lines = document.line_of(span.start), document.line_of(max(span.start, span.end - 1))
        text = self._redacted(symbol, _dedented(document, span))
        return self._draft(symbol, span, lines, ItemKind.WINDOW, text, reason, score)

    def size(self, symbol: int) -> int:
        """How many characters a symbol's header has."""
        return len(self._cut(symbol))

    def brief_size(self, symbol: int) -> int:
        """The same of one that is shortened."""
        return len(self._row(symbol).brief)

    def path(self, symbol: int) -> str:
        """The file of a symbol."""
        return self._paths(self._row(symbol).file)[0]

    def title(self, symbol: int) -> str:
        """The dotted name of a symbol."""
        found = self._titles.get(symbol)
        if found is None:
            row = self._row(symbol)
            found = f"{self.title(row.parent)}.{row.name}" if row.parent >= 0 else row.name
            self._titles[symbol] = found
        return found

    def outer(self, symbol: int) -> tuple[int, ...]:
        """The types around a symbol, innermost first."""
        return self._from(self._row(symbol).parent)

    def file(self, symbol: int) -> int:
        """The number of a symbol's file."""
        return self._row(symbol).file

    def _from(self, parent: int) -> tuple[int, ...]:
        if parent < 0:
            return ()
        found = self._around.get(parent)
        if found is None:
            found = self._around[parent] = (parent, *self.outer(parent))
        return found

    def _under(self, parent: int) -> tuple[str, ...]:
        """The header lines of the types from `parent` on, outermost first."""
        if parent < 0:
            return ()
        found = self._headings.get(parent)
        if found is None:
            above = self._under(self._row(parent).parent)
            found = self._headings[parent] = (*above, self._header(parent))
        return found

    def _place(self, symbol: int) -> _Place | None:
        if symbol not in self._places:
            self._places[symbol] = self._found(symbol)
        return self._places[symbol]

    def _found(self, symbol: int) -> _Place | None:
        path = self.path(symbol)
        document, outline = self._document(path), self.scene.view.outline(path)
        number = int(self.scene.atlas.definition[symbol])
        if document is None or outline is None or number >= len(outline.definitions):
            return None
        definition = outline.definitions[number]
        if definition.end > len(document.data):
            # The file can be newer than the index by now.
            return None
        span = document.lines_covering(Span(_header_start(definition), definition.end))
        last = document.line_of(max(span.start, span.end - 1))
        return _Place(document, span, document.line_of(span.start), last)

    def _line(self, symbol: int, kind: ItemKind, text: str, reason: str, score: float) -> Piece:
        row = self._row(symbol)
        length = len(row.name if row.name.isascii() else row.name.encode())
        span = Span(row.name_start, row.name_start + length)
        return self._draft(symbol, span, (row.line, row.line), kind, text, reason, score)

    def _draft(
        self, symbol: int, span: Span, lines: tuple[int, int], kind: ItemKind, text: str, reason: str, score: float
    ) -> Piece:
        row = self._row(symbol)
        path, relative = self._paths(row.file)
        title, under = self.title(symbol), self._under(row.parent)
        return Piece(path, span, *lines, kind, reason, score, text, title, relative, under)

    def _row(self, symbol: int) -> _Row:
        found = self._rows.get(symbol)
        if found is None:
            self.read((symbol,))
            found = self._rows[symbol]
        return found

    def _header(self, symbol: int) -> str:
        found = self._headers.get(symbol)
        if found is None:
            found = self._headers[symbol] = self._redacted(symbol, self._cut(symbol))
        return found

    def _cut(self, symbol: int) -> str:
        row = self._row(symbol)
        return row.brief if symbol in self._brief else row.header

    def _forms(self, name: str, kind: int, header: str) -> tuple[str, str]:
        """A header no longer than it is worth, of a value the start says what it is; and one that is shortened."""
        if len(header) <= BRIEF:
            return header, header
        most = MAX_VALUE if _IS_VALUE[kind] else self.longest
        least = max(BRIEF, header.find(name) + len(name) + 2)
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


def _dedented(document: Document, span: Span) -> str:
    return textwrap.dedent(document.slice(span)).rstrip()


def _header_start(definition: Definition) -> int:
    return definition.header_start if definition.header_start >= 0 else definition.start
