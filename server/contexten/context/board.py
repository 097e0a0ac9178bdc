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

    def add(self, source: Source, symbols: Ints, strength: Floats | float, why: str | Why) -> None:
        """Propose `symbols`, each once; one strength for all or one for each."""
        if len(symbols):
            column = np.broadcast_to(np.asarray(strength, dtype=np.float32), symbols.shape)
            self.proposals.append(Proposal(source, symbols, column, why))

    def put(self, source: Source, symbol: int, strength: float, why: str | Why) -> None:
        """Propose one symbol."""
        self.add(source, np.array([symbol], dtype=np.int32), strength, why)

    def table(self, sources: Sequence[Source], allowed: NDArray[np.bool_]) -> Table:
        """All that was proposed and is allowed, each symbol once, in ascending order."""
        every = [proposal.symbols for proposal in self.proposals]
        symbols = np.unique(np.concatenate(every)) if every else np.zeros(0, dtype=np.int32)
        kept = allowed[symbols]
        every_row = bool(kept.all())
        # A place for each symbol: small numbers of candidates, however many symbols there are.
        places = np.cumsum(kept) - 1
        known, symbols = symbols, symbols[kept]
        columns = {source: number for number, source in enumerate(sources)}
        strengths = np.zeros((len(columns), len(symbols)), dtype=np.float32)
        told = np.full(strengths.shape, -1, dtype=np.int32)
        for number, proposal in enumerate(self.proposals):
            column, fresh = columns[proposal.source], proposal.strength
            at = known.searchsorted(proposal.symbols)
            if not every_row:
                inside = kept[at]
                at, fresh = at[inside], fresh[inside]
            rows = places[at]
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
