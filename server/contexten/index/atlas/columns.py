"""What an Atlas holds, as arrays by the number of a file or a symbol.

**Invariant:** the arrays never change; each is put together when it is first asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from contexten.index.atlas.segment import LANGUAGE_IDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.base import Base
    from contexten.index.atlas.segment import Segment

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]


class Columns:
    """The arrays over a base and what lies over it. Numbers of dead files and symbols stay, but `alive` is False."""

    languages = LANGUAGE_IDS
    """By the numbers in `language`."""

    def __init__(self, base: Base, over: Sequence[Segment], dead: Iterable[int]) -> None:
        self._segments = (base, *(segment for segment in over if segment.paths))
        self._dead = sorted(dead)
        self._file_starts = _starts([len(segment.paths) for segment in self._segments])
        self._starts = _starts([segment.count for segment in self._segments])
        self.files = self._file_starts[-1]
        """How many file numbers there are, dead ones included."""
        self.count = self._starts[-1]
        """How many symbol numbers there are, dead ones included."""

    # Files

    @cached_property
    def file_alive(self) -> Bools:
        """Whether a file is there and these are its facts."""
        found = np.ones(self.files, np.bool_)
        found[self._dead] = False
        return found

    @cached_property
    def file_place(self) -> NDArray[np.int64]:
        """By file the place of its path among all, so that ties are broken alike whatever changed since the scan."""
        base, *over = self._segments
        later = [path for segment in over for path in segment.paths]
        places = np.arange(len(base.paths), dtype=np.int64)
        fresh = sorted({path for path in later if path not in base.numbers})
        before = np.array([bisect_left(base.paths, path) for path in fresh], np.int64)
        if fresh:
            places += before.searchsorted(places, "right")
        own = {path: place + number for number, (path, place) in enumerate(zip(fresh, before.tolist(), strict=True))}
        found = [own[path] if path in own else places[base.numbers[path]] for path in later]
        return np.concatenate((places, np.array(found, np.int64)))

    @cached_property
    def place(self) -> NDArray[np.int64]:
        """By symbol its place by path and then in its file."""
        return (self.file_place[self.file] << 32) | np.arange(self.count, dtype=np.int64)

    @cached_property
    def file_is_test(self) -> Bools:
        """Whether a file holds tests, by its path."""
        return self._column("file_is_test")

    @cached_property
    def folder(self) -> Ints:
        """By file the string of its folder."""
        return self._column("folder")

    @cached_property
    def package(self) -> Ints:
        """By file the string of the package it says it belongs to."""
        return self._column("package")

    @cached_property
    def language(self) -> Ints:
        """By file its place in `languages`."""
        return self._column("language")

    @cached_property
    def is_open(self) -> Bools:
        """By file whether further names may be known in it: by a star import, or from its package."""
        return self._column("is_open")

    # Symbols

    @cached_property
    def file(self) -> Ints:
        """By symbol its file."""
        return self._column("file", self._file_starts)

    @cached_property
    def name(self) -> Ints:
        """By symbol the string of its bare name."""
        return self._column("name")

    @cached_property
    def kind(self) -> NDArray[np.uint8]:
        """By symbol the place of its kind in SymbolKind."""
        return self._column("kind")

    @cached_property
    def owner(self) -> Ints:
        """By symbol the string of the name of the type it belongs to."""
        return self._column("owner")

    @cached_property
    def definition(self) -> Ints:
        """By symbol its place in `FileFacts.definitions`."""
        return self._column("definition")

    @cached_property
    def flags(self) -> NDArray[np.uint8]:
        """By symbol the flags of `index.sheet`."""
        return self._column("flags")

    @cached_property
    def start_line(self) -> Ints:
        """By symbol the 0-based line its header begins on."""
        return self._column("start_line")

    @cached_property
    def end_line(self) -> Ints:
        """By symbol the 0-based line of its last byte."""
        return self._column("end_line")

    @cached_property
    def name_start(self) -> Ints:
        """By symbol the first byte of its name."""
        return self._column("name_start")

    @cached_property
    def type(self) -> Ints:
        """By symbol the string of the type it has or, when called, gives."""
        return self._column("type")

    @cached_property
    def length(self) -> NDArray[np.float32]:
        """By symbol the sum of its words' counts."""
        return self._each(lambda segment: segment.length)

    @cached_property
    def alive(self) -> Bools:
        """By symbol whether it is there."""
        return self.file_alive[self.file] if self._dead else np.ones(self.count, np.bool_)

    @cached_property
    def is_test(self) -> Bools:
        """By symbol whether its file holds tests."""
        return self._each(lambda segment: segment.is_test)

    @cached_property
    def functions(self) -> Bools:
        """By symbol whether it is a function that uses something."""
        return self._each(lambda segment: segment.functions)

    @cached_property
    def name_words(self) -> Ints:
        """By symbol how many words its name has."""
        return self._each(lambda segment: segment.name_words)

    @cached_property
    def alive_count(self) -> int:
        """How many living symbols there are."""
        return int(self.alive.sum())

    @cached_property
    def mean_length(self) -> float:
        """The mean `length` of the living symbols; summed exactly, because single precision hangs on their order."""
        return float(self.length[self.alive].mean(dtype=np.float64)) if self.alive_count else 0.0

    @cached_property
    def use_degree(self) -> Ints:
        """By symbol how many uses it has."""
        return self._each(lambda segment: np.diff(segment.columns["uses.starts"]))

    @cached_property
    def use_breadth(self) -> NDArray[np.float32]:
        """By symbol how much what it uses has to be divided by, so that long functions do not win by their length."""
        return np.sqrt(4 + self.use_degree, dtype=np.float32)

    @cached_property
    def bound_count(self) -> Ints:
        """By file how many names its imports bind."""
        return self._each(lambda segment: np.diff(segment.columns["imported.starts"]))

    # Inside

    def _of_symbol(self, symbol: int) -> tuple[Segment, int, int]:
        return self._part(symbol, self._starts, self._starts)

    def _of_file(self, file: int) -> tuple[Segment, int, int]:
        return self._part(file, self._file_starts, self._starts)

    def _part(self, number: int, starts: Sequence[int], shifts: Sequence[int]) -> tuple[Segment, int, int]:
        """The segment of a number, the number inside of it, and what its symbols' numbers are shifted by."""
        which = 0
        while number >= starts[which + 1]:
            which += 1
        return self._segments[which], number - starts[which], shifts[which]

    def _column(self, name: str, shifts: Sequence[int] = ()) -> NDArray[Any]:
        if not shifts:
            return self._each(lambda segment: segment.columns[name])
        shift = iter(shifts)
        return self._each(lambda segment: _shifted(segment.columns[name], next(shift)))

    def _each(self, part: Callable[[Segment], NDArray[Any]]) -> NDArray[Any]:
        found = [part(segment) for segment in self._segments]
        return found[0] if len(found) == 1 else np.concatenate(found)


def _shifted(column: Ints, shift: int) -> Ints:
    """Numbers counted from `shift`; -1 stays."""
    return np.where(column >= 0, column + np.int32(shift), column) if shift else column


def _starts(sizes: Sequence[int]) -> list[int]:
    found = [0]
    for size in sizes:
        found.append(found[-1] + size)
    return found
