"""Rows: the sheets of many files joined into columns, with shared string numbers; files and symbols count from 0."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
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


@dataclass(frozen=True, slots=True)
class Uses:
    """Uses of many functions; `owner` is the function's place in the array they were asked for."""

    owner: Ints
    name: Ints
    base: Ints
    via: Ints
    form: NDArray[np.uint8]
    start: Ints


def join(sheets: Sequence[Sheet], intern: Intern) -> Columns:
    """The columns of files with these sheets, in their order; `intern` numbers their strings.

    A ragged column comes as `x`, its values, and `x.starts`, where those of each row begin, with one more at the end.
    """
    joined = _Joined(sheets, intern)
    columns = joined.symbols()
    columns.update(joined.uses(columns["uses.starts"]))
    for name in _BY_FILE:
        columns[name], columns[f"{name}.starts"] = joined.by_file(name)
    for name in _PAIRS:
        columns.update(joined.pairs(name))
    columns["package"] = joined.packages()
    columns["is_open"] = np.array([sheet.is_open for sheet in sheets], np.bool_)
    return columns


def starts_of(counts: Ints) -> Ints:
    """Where rows of so many values begin, and where the last one ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))).astype(np.int32)


def owners(starts: Ints) -> Ints:
    """The row of each value."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


class _Joined:
    def __init__(self, sheets: Sequence[Sheet], intern: Intern) -> None:
        self._sheets = sheets
        sizes = [len(sheet.strings) for sheet in sheets]
        self._offsets = starts_of(np.array(sizes, np.int32)).astype(np.int64)
        self._numbers = np.array(intern(list(chain.from_iterable(sheet.strings for sheet in sheets))), np.int32)

    def symbols(self) -> Columns:
        table = _table((sheet.symbols for sheet in self._sheets), len(SYMBOL_COLUMNS))
        lengths = _lengths((sheet.symbols for sheet in self._sheets), 4 * len(SYMBOL_COLUMNS))
        by_file = starts_of(lengths)
        file = np.repeat(np.arange(len(self._sheets), dtype=np.int32), lengths)
        raw = {name: np.ascontiguousarray(table[:, place]) for place, name in enumerate(SYMBOL_COLUMNS)}
        shift = self._offsets[file]
        columns: Columns = {"file": file, "symbols.starts": by_file}
        for name in SYMBOL_COLUMNS[:10]:
            column = self._numbers[raw[name] + shift] if name in _SYMBOL_STRINGS else raw[name]
            columns[name] = column.astype(np.uint8) if name in _BYTES else column
        columns["parent"] = np.where(raw["parent"] >= 0, raw["parent"] + by_file[:-1][file], -1).astype(np.int32)
        for name in ("bases", "words", "signature_names"):
            columns[name], _ = self.by_file(name)
            columns[f"{name}.starts"] = starts_of(raw[name])
        columns["counts"] = np.frombuffer(b"".join(sheet.counts for sheet in self._sheets), np.uint8)
        columns["signatures"] = np.frombuffer(b"".join(sheet.signatures for sheet in self._sheets), np.uint8)
        columns["signatures.starts"] = starts_of(raw["signature"])
        columns["uses.starts"] = starts_of(raw["uses"])
        return columns

    def uses(self, starts: Ints) -> Columns:
        table = _table((sheet.uses for sheet in self._sheets), len(USE_COLUMNS))
        lengths = _lengths((sheet.uses for sheet in self._sheets), 4 * len(USE_COLUMNS))
        shift = np.repeat(self._offsets[:-1], lengths)
        columns: Columns = {"uses.starts": starts}
        for place, name in enumerate(USE_COLUMNS):
            column = np.ascontiguousarray(table[:, place])
            columns[f"uses.{name}"] = self._numbers[column + shift] if name in _USE_STRINGS else column
        columns["uses.form"] = columns["uses.form"].astype(np.uint8)
        return columns

    def by_file(self, name: str) -> tuple[Ints, Ints]:
        """The strings of a column, and where those of each file begin."""
        values = _table((getattr(sheet, name) for sheet in self._sheets), 1)[:, 0]
        lengths = _lengths((getattr(sheet, name) for sheet in self._sheets), 4)
        return self._numbers[values + np.repeat(self._offsets[:-1], lengths)], starts_of(lengths)

    def pairs(self, name: str) -> Columns:
        """Pairs of a string and an item."""
        table = _table((getattr(sheet, name) for sheet in self._sheets), 2)
        lengths = _lengths((getattr(sheet, name) for sheet in self._sheets), 8)
        return {
            name: self._numbers[table[:, 0] + np.repeat(self._offsets[:-1], lengths)],
            f"{name}.items": np.ascontiguousarray(table[:, 1]),
            f"{name}.starts": starts_of(lengths),
        }

    def packages(self) -> Ints:
        places = np.array([sheet.package for sheet in self._sheets], np.int32)
        return self._numbers[places + self._offsets[:-1]]


def _table(parts: Iterable[bytes], columns: int) -> Ints:
    return np.frombuffer(b"".join(parts), "<i4").astype(np.int32, copy=False).reshape(-1, columns)


def _lengths(parts: Iterable[bytes], width: int) -> Ints:
    return np.array([len(part) // width for part in parts], np.int32)
