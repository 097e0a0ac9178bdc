"""Columns of whole numbers as bytes, each as narrow as its largest one allows."""

from __future__ import annotations

import sys
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_CODES = ((1 << 8, "B"), (1 << 16, "H"), (1 << 32, "I"))
_CODE_OF = {code: code.encode() for _, code in _CODES}


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """Numbers from 0 to 2**32 - 1: how wide they are, then little endian."""
    largest = max(numbers, default=0)
    code = next(code for limit, code in _CODES if largest < limit)
    return _CODE_OF[code] + _little(array(code, numbers)).tobytes()


def unpack_numbers(packed: bytes) -> array[int]:
    """The inverse of `pack_numbers`; raises ValueError where the bytes are of another shape."""
    code = packed[:1].decode("latin-1")
    if code not in _CODE_OF:
        raise ValueError("these bytes hold no numbers")
    return _little(array(code, packed[1:]))


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
