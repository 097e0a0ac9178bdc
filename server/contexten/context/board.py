"""Board: what every source proposes, as arrays; the table that ranking reads.

A source proposes symbols with a strength from 0 to 1 and can say why; the reason is only worded for what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from contexten.context.weights import Source

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]
    Why = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one source says once; `symbols` and `strength` have one length."""

    source: Source
    symbols: Ints
    strength: Floats
    why: str | Why


@dataclass(slots=True)
class Board:
    """Collects proposals."""

    proposals: list[Proposal] = field(default_factory=list[Proposal])
    _waiting: list[int] = field(default_factory=list[int])
    """The numbers of the proposals that `weigh` is still to multiply."""

    def add(self, source: Source, symbols: Ints, strength: Floats | float, why: str | Why) -> None:
        """Propose `symbols`, each once; one strength for all or one for each."""
        if len(symbols):
            column = np.broadcast_to(np.asarray(strength, dtype=np.float32), symbols.shape)
            self.proposals.append(Proposal(source, symbols, column, why))

    def put(self, source: Source, symbol: int, strength: float, why: str | Why) -> None:
        """Propose one symbol."""
        self.add(source, np.array([symbol], dtype=np.int32), strength, why)

    def add_members(self, source: Source, symbols: Ints, share: np.float32, why: str | Why) -> None:
        """Propose members of a type or module with `share` of their prior, which `weigh` finds for all at once."""
        if len(symbols):
            self._waiting.append(len(self.proposals))
            self.add(source, symbols, float(share), why)

    def weigh(self, prior: Callable[[Ints], Floats]) -> None:
        """Give the members that were added their prior."""
        if not self._waiting:
            return
        waiting = [(number, self.proposals[number]) for number in self._waiting]
        priors = prior(np.concatenate([proposal.symbols for _, proposal in waiting]))
        start = 0
        for number, proposal in waiting:
            end = start + len(proposal.symbols)
            strength = proposal.strength * priors[start:end]
            self.proposals[number] = Proposal(proposal.source, proposal.symbols, strength, proposal.why)
            start = end
        self._waiting.clear()

    def table(self, sources: Sequence[Source], allowed: NDArray[np.bool_], place: NDArray[np.int64]) -> Table:
        """All that was proposed and is allowed, each symbol once, in the order of `place`, a number for each symbol.

        The numbers of the symbols tell what was indexed first. Whatever goes by the order of the columns, such as ties
        of a sort, goes by `place` and so by the code alone.
        """
        marked = np.zeros(len(allowed), dtype=np.bool_)
        for proposal in self.proposals:
            marked[proposal.symbols] = True
        symbols = np.flatnonzero(marked & allowed).astype(np.int32)
        symbols = symbols[np.argsort(place[symbols])]
        every_row = len(symbols) == np.count_nonzero(marked)
        places = np.empty(len(allowed), dtype=np.int32)
        places[symbols] = np.arange(len(symbols), dtype=np.int32)
        columns = {source: number for number, source in enumerate(sources)}
        strengths = np.zeros((len(columns), len(symbols)), dtype=np.float32)
        told = np.full(strengths.shape, -1, dtype=np.int32)
        for number, proposal in enumerate(self.proposals):
            column, fresh = columns[proposal.source], proposal.strength
            found = proposal.symbols
            if not every_row:
                kept = allowed[found]
                found, fresh = found[kept], fresh[kept]
            rows = places[found]
            better = fresh > strengths[column, rows]
            rows = rows[better]
            strengths[column, rows] = fresh[better]
            told[column, rows] = number
        return Table(symbols, strengths, told, tuple(self.proposals))


@dataclass(frozen=True, slots=True)
class Table:
    """The candidates; `strengths` and `told` have a row per source and a column per candidate."""

    symbols: Ints
    strengths: Floats
    told: Ints
    """The number of the strongest proposal, -1 where there is none."""
    proposals: tuple[Proposal, ...]

    def reason(self, candidate: int, source: int) -> str:
        """Why the source with this number proposed the candidate in this column."""
        number = int(self.told[source, candidate])
        if number < 0:
            return ""
        why = self.proposals[number].why
        return why if isinstance(why, str) else why(int(self.symbols[candidate]))
