"""Lines: in which order symbols get a line of their own, those first that are worth the most for what they cost.

A line costs its text and a part of the headings that only it asks for. A heading that stands there already is free, so
what stands beside a shown symbol moves up.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from contexten.context.choice import Choice
    from contexten.context.pack.cut import Cutter

_LINE = 16
"""Characters that a line costs beside its text and its headings."""
_SHARE = 0.4
"""The part of a new heading that the first line below it pays; more lines are likely to follow."""

_Heading = int
"""The symbol of a type, or `~` the number of a file."""


class Lines:
    """The choices of one page, each given out once; equal worth goes by the order of `choices`."""

    def __init__(self, choices: Sequence[Choice], cutter: Cutter, power: float) -> None:
        """`power`: of a line's cost, by which its score is divided."""
        self._choices, self._cutter, self._power = choices, cutter, power
        self._numbers = {choice.symbol: number for number, choice in enumerate(choices)}
        self._sizes = [_LINE + cutter.size(choice.symbol) for choice in choices]
        self._above = [(~cutter.file(choice.symbol), *cutter.outer(choice.symbol)) for choice in choices]
        self._costs: dict[_Heading, int] = {}
        self._below: dict[_Heading, list[int]] = {}
        for number, headings in enumerate(self._above):
            for heading in headings:
                self._below.setdefault(heading, []).append(number)
        self._open: set[_Heading] = set()
        self._gone: set[int] = set()
        self._waiting = self._worths(range(len(choices)))
        heapq.heapify(self._waiting)

    def likeliest(self, most: int) -> Iterator[Choice]:
        """The first `most`, as far as can be told before any is shown."""
        return (self._choices[number] for _, number in heapq.nsmallest(most, self._waiting))

    def best(self) -> Choice | None:
        """The next one; None after the last."""
        while self._waiting:
            _, number = heapq.heappop(self._waiting)
            if number not in self._gone:
                self._gone.add(number)
                return self._choices[number]
        return None

    def shown(self, choice: Choice) -> list[Choice]:
        """Note that `choice` has its line, under its headings; those of the headings that are choices themselves."""
        number = self._numbers[choice.symbol]
        fresh = [heading for heading in (*self._above[number], choice.symbol) if heading not in self._open]
        self._open.update(fresh)
        beside = {other for heading in fresh for other in self._below.get(heading, ())} - self._gone
        for worth in self._worths(beside):
            heapq.heappush(self._waiting, worth)
        outer = [self._numbers.get(symbol, -1) for symbol in self._above[number][1:]]
        found = [other for other in outer if other >= 0 and other not in self._gone]
        self._gone.update(found)
        return [self._choices[other] for other in found]

    def _worths(self, numbers: Iterable[int]) -> list[tuple[float, int]]:
        """The worth of each, less is better, with its number; what stands below the same headings pays the same."""
        shares: dict[tuple[_Heading, ...], float] = {}
        found: list[tuple[float, int]] = []
        for number in numbers:
            above = self._above[number]
            share = shares.get(above)
            if share is None:
                costs = [self._cost(heading, number) for heading in above if heading not in self._open]
                share = shares[above] = _SHARE * sum(costs)
            worth = -self._choices[number].score / (self._sizes[number] + share) ** self._power
            found.append((worth, number))
        return found

    def _cost(self, heading: _Heading, number: int) -> int:
        """Characters of a heading above the choice of this number."""
        found = self._costs.get(heading)
        if found is None:
            if heading < 0:
                found = len(self._cutter.relative(self._choices[number].symbol)) + 4
            else:
                found = self._cutter.size(heading) + 1
            self._costs[heading] = found
        return found
