"""Fills a token budget: whole texts up to their share, then one line per symbol, names as the last resort.

**Invariant:** the rendered items never cost more than the budget, and the outcome does not depend on the order in
which candidates of different score or place came in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.context import weights
from contexten.context.model import CountTokens, Item, ItemKind, LeftOut
from contexten.context.pack.lines import Lines
from contexten.context.pack.render import Group, file_line, group_of, header_line, own_text, render
from contexten.context.weights import thrift

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contexten.context.choice import Choice, UseSite
    from contexten.context.pack.cut import Cutter, Piece
    from contexten.context.weights import Mix

EXAMPLE_LINES = 40
BODY_LINES = 60
_MISSES = 40
"""After so many signatures in a row that do not fit, the rest is not tried."""
_MIN_NAME_SCORE = 0.25
_TAIL = 48
"""Characters of the text before that are counted with an item: tokens can span the seam, but not more than this."""
_LEAST_CHARS = 3
"""Characters of a token, at least; what is counted on before anything is shown."""
_BESIDE = 16
"""Characters that a line takes beside its text, with its share of the headings."""
_LEAST_TOKENS = 6
"""What a line costs at least, so that no more are prepared than can be shown."""
_REPORTED = 120
_TEXTS = 0.7
"""The share of the budget that windows of other files may take, where no language reads the target's."""
_WHOLE = frozenset({ItemKind.BODY, ItemKind.WINDOW})


@dataclass(frozen=True, slots=True)
class Filled:
    """The chosen items, best first, and what stayed out."""

    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(slots=True)
class _Page:
    """What is chosen so far, and what the next item would cost."""

    budget: int
    count_tokens: CountTokens
    items: list[Item] = field(default_factory=list[Item])
    used: int = 0
    _open: set[tuple[str, Group]] = field(default_factory=set[tuple[str, Group]])
    _taken: set[tuple[str, int, int, str]] = field(default_factory=set[tuple[str, int, int, str]])
    _whole: dict[str, list[Item]] = field(default_factory=dict[str, list[Item]])
    """The whole texts, by path."""
    _tail: str = ""
    _tail_cost: int = 0

    def add(self, item: Piece, limit: int) -> bool:
        """Take `item` if the page then costs at most `limit` tokens."""
        key = item.path, item.span.start, item.span.end, item.text
        if key in self._taken or self._shown(item):
            return True
        text, opened = self._fresh_text(item)
        cost = self.count_tokens(self._tail + text) - self._tail_cost if text else 0
        if self.used + cost > limit:
            return False
        self.used += cost
        self._taken.add(key)
        self._open.update(opened)
        if text:
            self._tail = text[-_TAIL:]
            self._tail_cost = self.count_tokens(self._tail)
        taken = item.costing(cost)
        self.items.append(taken)
        if item.kind in _WHOLE:
            self._whole.setdefault(item.path, []).append(taken)
        return True

    def _fresh_text(self, item: Piece) -> tuple[str, list[tuple[str, Group]]]:
        group = group_of(item)
        if (item.relative, group) in self._open:
            return own_text(item), []
        chain = [(item.relative, group[:depth]) for depth in range(len(group) + 1)]
        opened = [entry for entry in chain if entry not in self._open]
        parts = [header_line(prefix) if prefix else "\n" + file_line(item.relative) for _, prefix in opened]
        return "".join([*parts, own_text(item)]), opened

    def _shown(self, item: Piece) -> bool:
        """Whether a whole text that is already taken shows all of `item`."""
        there = self._whole.get(item.path)
        if not there:
            return False
        if item.kind is ItemKind.SKELETON:
            # A heading is needed by its members, wherever they stand; not where the whole type is there.
            return any(taken.kind is ItemKind.BODY and _same(taken, item) for taken in there)
        return any(taken.span.covers(item.span) for taken in there)


def _same(one: Item, other: Piece) -> bool:
    return one.name == other.name and one.span.covers(other.span)


def fill(
    choices: Sequence[Choice],
    examples: Sequence[Choice],
    uses: Iterable[UseSite],
    *,
    budget: int,
    mix: Mix,
    count_tokens: CountTokens,
    cutter: Cutter,
    texts: Iterable[Piece] = (),
) -> Filled:
    """The best items for `budget` tokens. `examples` may be shown whole, `uses` as windows; `texts` come first."""
    page = _Page(budget, count_tokens)
    for text in texts:
        page.add(text, int(budget * _TEXTS))
    place = cutter.scene.atlas.place

    def sorted_by_score(choices: Sequence[Choice]) -> list[Choice]:
        symbols = [choice.symbol for choice in choices]
        places: dict[int, int] = dict(zip(symbols, place[symbols].tolist(), strict=True)) if symbols else {}
        return sorted(choices, key=lambda choice: (-choice.score, places[choice.symbol]))

    def by_worth(use: UseSite) -> tuple[float, int, int]:
        return -use.score, int(place[use.inside]), use.offset

    cutter.read(choice.symbol for choice in choices)
    best_first = sorted_by_score(choices)
    _add_bodies(page, sorted_by_score(examples), int(budget * mix.examples), EXAMPLE_LINES, cutter)
    _add_windows(page, sorted(uses, key=by_worth), page.used + int(budget * mix.windows), cutter)
    _add_bodies(page, best_first, page.used + int(budget * mix.bodies), BODY_LINES, cutter)
    cutter.shorten(choice.symbol for choice in best_first[_count_whole(page, best_first, cutter) :])
    _add_lines(page, Lines(best_first, cutter, thrift(budget)), cutter)
    items = _within(page.items, budget, count_tokens)
    ordered = sorted(items, key=lambda item: (-item.score, item.path, item.start_line, item.kind))
    return Filled(tuple(ordered), _left_out(best_first, items, cutter))


def _add_bodies(page: _Page, choices: Sequence[Choice], limit: int, max_lines: int, cutter: Cutter) -> None:
    if page.used >= limit:
        return
    cutter.prepare_bodies((choice.symbol for choice in choices[:_MISSES]), max_lines)
    for choice in choices[:_MISSES]:
        item = cutter.body(choice.symbol, choice.reason, choice.score, max_lines=max_lines)
        if item is not None:
            page.add(item, limit)


def _add_windows(page: _Page, uses: Sequence[UseSite], limit: int, cutter: Cutter) -> None:
    if page.used >= limit:
        return
    for use in uses[:_MISSES]:
        item = cutter.window(use.inside, use.offset, before=1, after=2, reason=use.reason, score=use.score)
        if item is not None:
            page.add(item, limit)


def _count_whole(page: _Page, choices: Sequence[Choice], cutter: Cutter) -> int:
    """How many of the best have their whole header shown: what is likely, and more where the page has room for all."""
    likely = sum(choice.score >= weights.WHOLE_FROM for choice in choices)
    least = min(likely, page.budget // weights.TOKENS_PER_HEADER)
    left = (page.budget - page.used) * _LEAST_CHARS
    left -= sum(cutter.brief_size(choice.symbol) + _BESIDE for choice in choices)
    for number, choice in enumerate(choices):
        left -= cutter.size(choice.symbol) - cutter.brief_size(choice.symbol)
        if left < 0:
            return max(number, least)
    return len(choices)


def _add_lines(page: _Page, lines: Lines, cutter: Cutter) -> None:
    cutter.prepare(choice.symbol for choice in lines.likeliest(page.budget // _LEAST_TOKENS))
    misses = 0
    while misses < _MISSES and (choice := lines.best()) is not None:
        if page.add(cutter.signature(choice.symbol, choice.reason, choice.score), page.budget):
            # The headings of the types around stand there now and cost nothing more.
            for outer in lines.shown(choice):
                page.add(cutter.signature(outer.symbol, outer.reason, outer.score), page.budget)
            continue
        misses += 1
        if choice.score >= _MIN_NAME_SCORE:
            page.add(cutter.name(choice.symbol, choice.reason, choice.score), page.budget)


def _within(items: list[Item], budget: int, count_tokens: CountTokens) -> list[Item]:
    """`items` without the last ones, so that the exact cost of the rendered text fits."""
    kept = list(items)
    while kept:
        over = max(count_tokens(render(kept)), sum(item.tokens for item in kept)) - budget
        if over <= 0:
            break
        # To render is dear, so as many go at once as their cost can make up for, and at least one.
        while kept and over > 0:
            over -= max(1, kept.pop().tokens)
    return kept


def _left_out(choices: Iterable[Choice], items: Sequence[Item], cutter: Cutter) -> tuple[LeftOut, ...]:
    """The best of the candidates that no item shows."""
    shown = {(item.path, item.name) for item in items}
    left: list[LeftOut] = []
    for choice in choices:
        path, name = cutter.path(choice.symbol), cutter.title(choice.symbol)
        if (path, name) in shown:
            continue
        left.append(LeftOut(path, name, choice.reason, "budget", choice.score))
        if len(left) >= _REPORTED:
            break
    return tuple(left)
