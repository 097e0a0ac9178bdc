"""The current file's part of a pack: whole where it fits, else what stands around the target.

**Invariant:** left out lines are marked by a comment that says how many; the text of the target is there whole
unless it alone exceeds the budget.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from contexten.text import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from contexten.context.model import CountTokens
    from contexten.syntax.facts import Definition, FileFacts

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

_CLOSE = 8
"""Lines before and after the target that come before imports and outline."""
_MANY_BYTES = 8
"""A text that has more bytes per token of the budget is not tried whole before parts of it."""
_USUAL_BYTES = 4
"""Per token."""
_GUESSES = 2


@dataclass(frozen=True, slots=True)
class Here:
    """Three parts that join to one text, and the 0-based lines they show."""

    before: str
    target: str
    after: str
    lines: frozenset[int]

    @property
    def text(self) -> str:
        """The parts joined."""
        return self.before + self.target + self.after


_NOTHING = Here("", "", "", frozenset())


def here_of(
    document: Document,
    facts: FileFacts | None,
    span: Span,
    *,
    budget: int,
    count_tokens: CountTokens,
    comment: str,
) -> Here:
    """What `budget` tokens can show of `document` around `span`; `comment` starts the lines that mark a gap.

    Lines are taken by their worth, as many as fit: with the next one they would not.
    """
    view = _View(document, span, comment)
    if len(document.data) <= budget * _MANY_BYTES:
        whole = view.show(np.ones(document.line_count, np.bool_))
        if count_tokens(whole.text) <= budget:
            return whole
    order = _by_worth(document, facts, span)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    sizes = np.cumsum(np.diff(document.starts, append=len(document.data))[order])
    return _Fitting(view, rank, sizes, budget, count_tokens, high=len(order)).best()


@dataclass(slots=True)
class _Fitting:
    """Finds how many of the best lines fit. Counting tokens is what costs, so it looks where the end is likely."""

    view: _View
    rank: Ints
    """By line its place in the order of worth."""
    sizes: Ints
    """By place in that order the bytes of all lines up to there."""
    budget: int
    count_tokens: CountTokens
    high: int
    """More lines do not fit."""
    low: int = 0
    """So many lines fit."""
    shown: Here = _NOTHING
    """What these lines make."""

    def best(self) -> Here:
        """The part with the most lines; nothing where not one fits."""
        size, fits = self.budget * _USUAL_BYTES, False
        for _ in range(_GUESSES):
            if self.low < self.high:
                lines = min(max(int(self.sizes.searchsorted(size, "right")), self.low + 1), self.high)
                # The next guess: as if all lines had as many bytes per token as these.
                size = self.budget * int(self.sizes[lines - 1]) // max(1, self._cost(lines))
                fits = self.low == lines
        self._approach(rising=fits)
        return self.shown

    def _approach(self, *, rising: bool) -> None:
        """From the last guess in growing steps, until the end lies between two tries; then by halves."""
        step = 1
        while self.low < self.high:
            lines = min(self.low + step, self.high) if rising else max(self.high + 1 - step, self.low + 1)
            self._cost(lines)
            step *= 2
            if (self.low == lines) != rising:
                break
        while self.low < self.high:
            self._cost((self.low + self.high + 1) // 2)

    def _cost(self, lines: int) -> int:
        """The tokens that so many lines cost."""
        shown = self.view.show(self.rank < lines)
        cost = self.count_tokens(shown.text)
        if cost <= self.budget:
            self.low, self.shown = lines, shown
        else:
            self.high = lines - 1
        return cost


@dataclass(frozen=True, slots=True)
class _View:
    document: Document
    span: Span
    comment: str

    def show(self, lines: Bools) -> Here:
        """The parts, where `lines` tells of each line whether it is shown."""
        first, last = _line_range(self.document, self.span)
        before = self._run(lines, 0, first)
        after = self._run(lines, last + 1, self.document.line_count)
        numbers = frozenset(np.flatnonzero(lines).tolist())
        if not lines[first : last + 1].all():
            return Here(before, self._run(lines, first, last + 1), after, numbers)
        covering = self.document.lines_covering(self.span)
        head = self.document.slice(Span(covering.start, self.span.start))
        tail = self.document.slice(Span(self.span.end, max(covering.end, self.span.end)))
        return Here(before + head, self.document.slice(self.span), tail + after, numbers)

    def _run(self, lines: Bools, first: int, stop: int) -> str:
        if first >= stop:
            return ""
        part = lines[first:stop]
        changes = (np.flatnonzero(part[1:] != part[:-1]) + (first + 1)).tolist()
        is_shown = bool(part[0])
        parts: list[str] = []
        for start, end in pairwise((first, *changes, stop)):
            parts.append(self._lines(start, end) if is_shown else self._gap(end - start))
            is_shown = not is_shown
        return "".join(parts)

    def _gap(self, count: int) -> str:
        return f"{self.comment} … {count} line{'s' if count > 1 else ''} left out\n"

    def _lines(self, first: int, stop: int) -> str:
        document = self.document
        end = document.starts[stop] if stop < document.line_count else len(document.data)
        return document.slice(Span(document.starts[first], end))


def _by_worth(document: Document, facts: FileFacts | None, span: Span) -> Ints:
    """All lines, the most useful first: target, enclosing headers, neighbours, imports, outline, then outwards."""
    first, last = _line_range(document, span)
    named = np.array(list(dict.fromkeys(_named(document, facts, span))), np.int64)
    numbers = np.arange(document.line_count)
    away = np.where(numbers < first, 2 * (first - numbers), 2 * (numbers - last) + 1)
    away[named] = np.arange(-len(named), 0)
    return np.argsort(away, kind="stable")


def _named(document: Document, facts: FileFacts | None, span: Span) -> Iterator[int]:
    first, last = _line_range(document, span)
    yield from range(first, last + 1)
    around = facts.enclosing(span) if facts else ()
    for definition in around:
        yield from _header_lines(document, definition)
    for step in range(1, _CLOSE + 1):
        yield from (line for line in (first - step, last + step) if 0 <= line < document.line_count)
    if facts is not None:
        for item in facts.imports:
            yield from range(document.line_of(item.start), document.line_of(max(item.start, item.end - 1)) + 1)
        yield from _outline(document, facts, around)


def _outline(document: Document, facts: FileFacts, around: Iterable[Definition]) -> Iterator[int]:
    types = [definition for definition in around if definition.kind.is_type]
    inside = [item for item in facts.definitions if any(outer.span.covers(item.span) for outer in types)]
    top = [item for item in facts.definitions if item.parent < 0]
    for definition in (*inside, *top):
        yield from _header_lines(document, definition)


def _header_lines(document: Document, definition: Definition) -> range:
    start = definition.header_start if definition.header_start >= 0 else definition.start
    end = definition.body_start if definition.body_start >= 0 else definition.end
    first, last = document.line_of(start), document.line_of(max(start, end - 1))
    if definition.body_start >= 0 and last > first and not document.line_text(last).strip():
        last -= 1
    return range(first, min(last, first + 12) + 1)


def _line_range(document: Document, span: Span) -> tuple[int, int]:
    return document.line_of(span.start), document.line_of(max(span.start, span.end - 1))
