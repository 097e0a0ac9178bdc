"""UseTable: the uses of all functions of an Atlas, by number; those of the scanned files come first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contexten.index.atlas.groups import spread
from contexten.index.atlas.rows import Uses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.segment import Segment

    Ints = NDArray[np.int32]
    Rows = NDArray[np.int64]


class UseTable:
    """Answers over the segments of one Atlas."""

    def __init__(self, segments: Sequence[Segment], symbols: Sequence[int]) -> None:
        """`symbols` says where the symbols of each segment begin."""
        self._segments = segments
        self._symbols = np.array(symbols)
        sizes = [len(segment.columns["uses.name"]) for segment in segments]
        self._starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))

    @property
    def scanned(self) -> int:
        """How many uses the scanned files have."""
        return int(self._starts[1])

    def rows(self, functions: Sequence[int] | NDArray[np.integer]) -> tuple[Rows, Rows]:
        """The numbers of the uses of many functions, behind the place of each one's function among those asked for."""
        wanted = np.asarray(functions, np.int64)
        which = np.searchsorted(self._symbols, wanted, "right") - 1
        starts, counts = np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.int64)
        for number, segment in enumerate(self._segments):
            mask = which == number
            inside, ends = wanted[mask] - self._symbols[number], segment.columns["uses.starts"]
            starts[mask] = ends[inside] + self._starts[number]
            counts[mask] = ends[inside + 1] - ends[inside]
        return spread(starts, counts)

    def at(self, owner: Rows, rows: Rows) -> Uses:
        """The uses with these numbers; `owner` as `rows` gives it."""
        return Uses(owner.astype(np.int32), *self._columns(rows, ("name", "base", "via", "form", "start")))

    def names(self, rows: Rows) -> Ints:
        """The names of the uses with these numbers."""
        return next(iter(self._columns(rows, ("name",))))

    def files(self, rows: Rows) -> Ints:
        """The files in which the scanned uses with these numbers stand."""
        columns = self._segments[0].columns
        return columns["file"][columns["uses.starts"].searchsorted(rows, "right") - 1]

    def of_file(self, segment: Segment, number: int) -> tuple[int, Sequence[NDArray[Any]]]:
        """The number of the first use of a file of a segment, and of all its uses what decides what they mean."""
        inside = segment.columns["symbols.starts"][number : number + 2]
        first, last = segment.columns["uses.starts"][inside].tolist()
        columns = [segment.columns[f"uses.{name}"][first:last] for name in ("name", "base", "via", "form")]
        return first + int(self._starts[self._segments.index(segment)]), columns

    def _columns(self, rows: Rows, names: Iterable[str]) -> Iterable[NDArray[Any]]:
        if bool((rows < self._starts[1]).all()):
            yield from (self._segments[0].columns[f"uses.{name}"][rows] for name in names)
            return
        which = np.searchsorted(self._starts, rows, "right") - 1
        places = rows - self._starts[which]
        for name in names:
            values = np.empty(len(places), np.uint8 if name == "form" else np.int32)
            for number, segment in enumerate(self._segments):
                mask = which == number
                values[mask] = segment.columns[f"uses.{name}"][places[mask]]
            yield values
