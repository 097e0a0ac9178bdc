"""Rows: the sheets of many files joined into columns, with global string numbers but file and symbol numbers from 0."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from contexten.index.sheet import SYMBOL_COLUMNS, USE_COLUMNS, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.strings import Strings

Ints = "NDArray[np.int32]"


@dataclass(frozen=True, slots=True)
class Uses:
    """Uses of many functions; `owner` is the function's place in the array they were asked for."""

    owner: NDArray[np.int32]
    name: NDArray[np.int32]
    base: NDArray[np.int32]
    via: NDArray[np.int32]
    form: NDArray[np.uint8]
    start: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Several values for each row: those of row `i` are `values[ends[i - 1]:ends[i]]`."""

    starts: NDArray[np.int32]
    """One more than there are rows."""
    values: NDArray[np.int32]

    @classmethod
    def of(cls, counts: NDArray[np.int32], values: NDArray[np.int32]) -> Ragged:
        """Rows of `counts` values each."""
        return cls(np.concatenate(([0], np.cumsum(counts))).astype(np.int32), values)

    def row(self, number: int) -> NDArray[np.int32]:
        """The values of one row."""
        return self.values[self.starts[number] : self.starts[number + 1]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns over symbols, uses and files."""

    symbols: dict[str, NDArray[np.int32]]
    """By the names of SYMBOL_COLUMNS, and `file`."""
    bases: Ragged
    words: Ragged
    counts: NDArray[np.uint8]
    signature_names: Ragged
    signature_ends: NDArray[np.int32]
    signatures: bytes | memoryview
    uses: dict[str, NDArray[np.int32]]
    use_starts: NDArray[np.int32]
    tops: Ragged
    imported: Ragged
    known: Ragged
    package: NDArray[np.int32]
    is_open: NDArray[np.bool_]
    symbol_starts: NDArray[np.int32]
    """By file."""


def join(sheets: Sequence[Sheet], strings: Strings) -> Rows:
    """The Rows of files with these sheets, in their order; new strings are added to `strings`."""
    numbers = np.array(strings.intern(chain.from_iterable(sheet.strings for sheet in sheets)), np.int32)
    offsets = np.concatenate(([0], np.cumsum([len(sheet.strings) for sheet in sheets]))).astype(np.int64)
    of_symbols = _table((sheet.symbols for sheet in sheets), len(SYMBOL_COLUMNS))
    per_file = _lengths((sheet.symbols for sheet in sheets), 4 * len(SYMBOL_COLUMNS))
    file = np.repeat(np.arange(len(sheets), dtype=np.int32), per_file)
    symbols = {name: of_symbols[:, place] for place, name in enumerate(SYMBOL_COLUMNS)}
    shift = offsets[file]
    for column in ("name", "owner", "type"):
        symbols[column] = numbers[symbols[column] + shift]
    starts = np.concatenate(([0], np.cumsum(per_file))).astype(np.int32)
    symbols["parent"] = np.where(symbols["parent"] >= 0, symbols["parent"] + starts[:-1][file], -1).astype(np.int32)
    symbols["file"] = file

    def ragged(field: str, column: str) -> Ragged:
        values = _table((getattr(sheet, field) for sheet in sheets), 1)[:, 0]
        lengths = _lengths((getattr(sheet, field) for sheet in sheets), 4)
        return Ragged.of(symbols[column], numbers[values + np.repeat(offsets[:-1], lengths)])

    def by_file(field: str) -> Ragged:
        values = _table((getattr(sheet, field) for sheet in sheets), 1)[:, 0]
        lengths = _lengths((getattr(sheet, field) for sheet in sheets), 4)
        return Ragged.of(lengths, numbers[values + np.repeat(offsets[:-1], lengths)])

    of_uses = _table((sheet.uses for sheet in sheets), len(USE_COLUMNS))
    use_shift = np.repeat(offsets[:-1], _lengths((sheet.uses for sheet in sheets), 4 * len(USE_COLUMNS)))
    uses = {name: of_uses[:, place] for place, name in enumerate(USE_COLUMNS)}
    for column in ("name", "base", "via"):
        uses[column] = numbers[uses[column] + use_shift]
    package = np.array([sheet.package for sheet in sheets], np.int32)
    return Rows(
        symbols={name: np.ascontiguousarray(column) for name, column in symbols.items()},
        bases=ragged("bases", "bases"),
        words=ragged("words", "words"),
        counts=np.frombuffer(b"".join(sheet.counts for sheet in sheets), np.uint8),
        signature_names=ragged("signature_names", "signature_names"),
        signature_ends=np.cumsum(symbols["signature"], dtype=np.int32),
        signatures=b"".join(sheet.signatures for sheet in sheets),
        uses={name: np.ascontiguousarray(column) for name, column in uses.items()},
        use_starts=np.concatenate(([0], np.cumsum(symbols["uses"]))).astype(np.int32),
        tops=by_file("tops"),
        imported=by_file("imported"),
        known=by_file("known"),
        package=numbers[package + offsets[:-1]] if len(sheets) else package,
        is_open=np.array([sheet.is_open for sheet in sheets], np.bool_),
        symbol_starts=starts,
    )


def _table(parts: Iterable[bytes], columns: int) -> NDArray[np.int32]:
    return np.frombuffer(b"".join(parts), "<i4").astype(np.int32, copy=False).reshape(-1, columns)


def _lengths(parts: Iterable[bytes], width: int) -> NDArray[np.int32]:
    return np.array([len(part) // width for part in parts], np.int32)
