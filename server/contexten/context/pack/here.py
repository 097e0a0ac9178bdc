"""The current file's part of a pack: whole where it fits, else what stands around the target.

**Invariant:** left out lines are marked by a comment that says how many; the text of the target is there whole
unless it alone exceeds the budget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.text import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contexten.context.model import CountTokens
    from contexten.syntax.facts import Definition, FileFacts

_CLOSE = 8
"""Lines before and after the target that come before imports and outline."""


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


def here_of(
    document: Document,
    facts: FileFacts | None,
    span: Span,
    *,
    budget: int,
    count_tokens: CountTokens,
    comment: str,
) -> Here:
    """What `budget` tokens can show of `document` around `span`; `comment` starts the lines that mark a gap."""
    view = _View(document, span, comment)
    whole = view.show(frozenset(range(document.line_count)))
    if count_tokens(whole.text) <= budget:
        return whole
    order = list(dict.fromkeys(_by_worth(document, facts, span)))
    low, high = 0, len(order)
    while low < high:
        middle = (low + high + 1) // 2
        if count_tokens(view.show(frozenset(order[:middle])).text) <= budget:
            low = middle
        else:
            high = middle - 1
    while low and count_tokens(view.show(frozenset(order[:low])).text) > budget:
        low -= 1
    shown = view.show(frozenset(order[:low]))
    return shown if low and count_tokens(shown.text) <= budget else Here("", "", "", frozenset())


@dataclass(frozen=True, slots=True)
class _View:
    document: Document
    span: Span
    comment: str

    def show(self, lines: frozenset[int]) -> Here:
        first, last = _line_range(self.document, self.span)
        before = self._run(lines, 0, first)
        after = self._run(lines, last + 1, self.document.line_count)
        if not all(line in lines for line in range(first, last + 1)):
            return Here(before, self._run(lines, first, last + 1), after, lines)
        covering = self.document.lines_covering(self.span)
        head = self.document.slice(Span(covering.start, self.span.start))
        tail = self.document.slice(Span(self.span.end, max(covering.end, self.span.end)))
        return Here(before + head, self.document.slice(self.span), tail + after, lines)

    def _run(self, lines: frozenset[int], first: int, stop: int) -> str:
        parts: list[str] = []
        gap = 0
        for line in range(first, stop):
            if line in lines:
                parts += [self._gap(gap), self._line(line)]
                gap = 0
            else:
                gap += 1
        return "".join([*parts, self._gap(gap)])

    def _gap(self, count: int) -> str:
        if not count:
            return ""
        return f"{self.comment} … {count} line{'s' if count > 1 else ''} left out\n"

    def _line(self, line: int) -> str:
        document = self.document
        end = document.starts[line + 1] if line + 1 < document.line_count else len(document.data)
        return document.slice(Span(document.starts[line], end))


def _by_worth(document: Document, facts: FileFacts | None, span: Span) -> Iterator[int]:
    """Lines, the most useful first: target, enclosing headers, neighbours, imports, outline, then outwards."""
    first, last = _line_range(document, span)
    yield from range(first, last + 1)
    around = facts.enclosing(span) if facts else ()
    for definition in around:
        yield from _header_lines(document, definition)
    yield from _outwards(document, first, last, _CLOSE)
    if facts is not None:
        for item in facts.imports:
            yield from range(document.line_of(item.start), document.line_of(max(item.start, item.end - 1)) + 1)
        yield from _outline(document, facts, around)
    yield from _outwards(document, first, last, document.line_count)


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


def _outwards(document: Document, first: int, last: int, reach: int) -> Iterator[int]:
    for step in range(1, reach + 1):
        if first - step >= 0:
            yield first - step
        if last + step < document.line_count:
            yield last + step
        if first - step < 0 and last + step >= document.line_count:
            return


def _line_range(document: Document, span: Span) -> tuple[int, int]:
    return document.line_of(span.start), document.line_of(max(span.start, span.end - 1))
