"""Rows: the sheets of many files joined into columns, with shared string numbers; files and symbols count from 0."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contexten.index.sheet import SYMBOL_COLUMNS, USE_COLUMNS, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Intern = Callable[[Sequence[str]], Sequence[int]]

Columns = dict[str, "NDArray[Any]"]
_SYMBOL_STRINGS = frozenset({"name", "owner", "type"})
_BYTES = frozenset({"kind", "flags"})
_USE_STRINGS = frozenset({"name", "base", "via"})
_BY_FILE = ("tops", "imported", "known", "defined", "used", "keys")
_PAIRS = ("inherits", "owned")
_COLUMNS = (
    *("symbols", "bases", "words", "counts", "signatures", "uses"),
    *_BY_FILE,
    *_PAIRS,
)


@dataclass(frozen=True, slots=True)
class Uses:
    """Uses of many functions; `owner` is the function's place in the array they were asked for."""

    owner: Ints
    name: Ints
    base: Ints
    via: Ints
    form: NDArray[np.uint8]
    start: Ints

    def of(self, places: NDArray[np.int64]) -> Uses:
        """The ones at these places."""
        columns = (self.owner, self.name, self.base, self.via, self.form, self.start)
        return Uses(*(column[places] for column in columns))


def join(sheets: Iterable[Sheet], intern: Intern) -> Columns:
    """The columns of files with these sheets, in their order; `intern` numbers their strings.

    A ragged column comes as `x`, its values, and `x.starts`, where those of each row begin, with one more at the end.
    The sheets are taken one by one, because the strings of thousands of them would take more than all columns.
    """
    joined = _Joined(sheets, intern)
    columns = joined.symbols()
    columns.update(joined.uses(columns["uses.starts"]))
    for name in _BY_FILE:
        columns[name], columns[f"{name}.starts"] = joined.by_file(name)
    for name in _PAIRS:
        columns.update(joined.pairs(name))
    columns["package"] = joined.packages()
    columns["is_open"] = joined.is_open
    return columns


def starts_of(counts: Ints) -> Ints:
    """Where rows of so many values begin, and where the last one ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))).astype(np.int32)


def owners(starts: Ints) -> Ints:
    """The row of each value."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


class _Joined:
    def __init__(self, sheets: Iterable[Sheet], intern: Intern) -> None:
        self._parts: dict[str, list[bytes]] = {name: [] for name in _COLUMNS}
        sizes, numbers, packages, is_open = list[int](), array("i"), list[int](), list[bool]()
        for sheet in sheets:
            sizes.append(len(sheet.strings))
            numbers.extend(intern(sheet.strings))
            packages.append(sheet.package)
            is_open.append(sheet.is_open)
            for name, parts in self._parts.items():
                parts.append(getattr(sheet, name))
        self._files = len(sizes)
        self._offsets = starts_of(np.array(sizes, np.int32)).astype(np.int64)
        self._numbers = np.frombuffer(numbers, np.int32) if numbers else np.zeros(0, np.int32)
        self._packages = np.array(packages, np.int32)
        self.is_open = np.array(is_open, np.bool_)

    def symbols(self) -> Columns:
        table = _table(self._parts["symbols"], len(SYMBOL_COLUMNS))
        lengths = _lengths(self._parts["symbols"], 4 * len(SYMBOL_COLUMNS))
        by_file = starts_of(lengths)
        file = np.repeat(np.arange(self._files, dtype=np.int32), lengths)
        raw = {name: np.ascontiguousarray(table[:, place]) for place, name in enumerate(SYMBOL_COLUMNS)}
        shift = self._offsets[file]
        columns: Columns = {"file": file, "symbols.starts": by_file}
        for name in SYMBOL_COLUMNS[:10]:
            column = self._numbers[raw[name] + shift] if name in _SYMBOL_STRINGS else raw[name]
            columns[name] = column.astype(np.uint8) if name in _BYTES else column
        columns["parent"] = np.where(raw["parent"] >= 0, raw["parent"] + by_file[:-1][file], -1).astype(np.int32)
        for name in ("bases", "words"):
            columns[name], _ = self.by_file(name)
            columns[f"{name}.starts"] = starts_of(raw[name])
        columns["counts"] = np.frombuffer(b"".join(self._parts["counts"]), np.uint8)
        columns["signatures"] = np.frombuffer(b"".join(self._parts["signatures"]), np.uint8)
        columns["signatures.starts"] = starts_of(raw["signature"])
        columns["uses.starts"] = starts_of(raw["uses"])
        return columns

    def uses(self, starts: Ints) -> Columns:
        table = _table(self._parts["uses"], len(USE_COLUMNS))
        lengths = _lengths(self._parts["uses"], 4 * len(USE_COLUMNS))
        shift = np.repeat(self._offsets[:-1], lengths)
        columns: Columns = {"uses.starts": starts}
        for place, name in enumerate(USE_COLUMNS):
            column = np.ascontiguousarray(table[:, place])
            columns[f"uses.{name}"] = self._numbers[column + shift] if name in _USE_STRINGS else column
        columns["uses.form"] = columns["uses.form"].astype(np.uint8)
        return columns

    def by_file(self, name: str) -> tuple[Ints, Ints]:
        """The strings of a column, and where those of each file begin."""
        values = _table(self._parts[name], 1)[:, 0]
        lengths = _lengths(self._parts[name], 4)
        return self._numbers[values + np.repeat(self._offsets[:-1], lengths)], starts_of(lengths)

    def pairs(self, name: str) -> Columns:
        """Pairs of a string and an item."""
        table = _table(self._parts[name], 2)
        lengths = _lengths(self._parts[name], 8)
        return {
            name: self._numbers[table[:, 0] + np.repeat(self._offsets[:-1], lengths)],
            f"{name}.items": np.ascontiguousarray(table[:, 1]),
            f"{name}.starts": starts_of(lengths),
        }

    def packages(self) -> Ints:
        return self._numbers[self._packages + self._offsets[:-1]]


def _table(parts: Iterable[bytes], columns: int) -> Ints:
    return np.frombuffer(b"".join(parts), "<i4").astype(np.int32, copy=False).reshape(-1, columns)


def _lengths(parts: Iterable[bytes], width: int) -> Ints:
    return np.array([len(part) // width for part in parts], np.int32)
