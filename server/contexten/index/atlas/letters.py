"""Which letters the strings of a base have, so that a search by some letters of a name looks at few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bits = NDArray[np.uint32]

_AT_ONCE = 1 << 20
"""Bytes; each takes four while its letters are gathered."""


def _table() -> Bits:
    bits = np.zeros(256, np.uint32)
    for byte in range(256):
        char = chr(byte).lower()
        if "a" <= char <= "z":
            bits[byte] = 1 << (ord(char) - ord("a"))
        elif "0" <= char <= "9":
            bits[byte] = 1 << 26
        elif byte >= 0x80:
            bits[byte] = 1 << 27
    return bits


_BITS = _table()


def letters_of(text: str) -> int:
    """A bit for each letter of `text`, whatever its case; one for all digits, one for all that is not ASCII."""
    raw = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    return int(np.bitwise_or.reduce(_BITS[raw])) if len(raw) else 0


def letters_of_strings(blob: memoryview, all_ends: NDArray[np.generic]) -> tuple[Bits, NDArray[np.uint8]]:
    """By string its letters and its first byte, in lower case; 0 for the empty one."""
    raw, ends = np.frombuffer(blob, np.uint8), all_ends.astype(np.int64)
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1]))
    found = np.zeros(len(ends), np.uint32)
    first = 0
    while first < len(ends):
        last = max(first + 1, int(ends.searchsorted(starts[first] + _AT_ONCE)))
        filled = np.flatnonzero(ends[first:last] > starts[first:last]) + first
        if len(filled):
            piece = _BITS[raw[starts[first] : ends[last - 1]]]
            found[filled] = np.bitwise_or.reduceat(piece, starts[filled] - starts[first])
        first = last
    firsts = np.zeros(len(ends), np.uint8)
    filled = np.flatnonzero(ends > starts)
    firsts[filled] = raw[starts[filled]]
    capital = (firsts >= ord("A")) & (firsts <= ord("Z"))
    return found, np.where(capital, firsts + 32, firsts).astype(np.uint8)
