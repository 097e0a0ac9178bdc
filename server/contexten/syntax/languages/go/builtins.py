"""The names that Go gives to every file."""

from __future__ import annotations

from contexten.syntax.language import Builtins

_NAMES = """
_ any append bool byte cap clear close cmp comparable complex complex128 complex64 copy delete error false float32
float64 imag int int16 int32 int64 int8 iota len make max min new nil panic print println real recover rune string
true uint uint16 uint32 uint64 uint8 uintptr
"""

BUILTINS = Builtins(frozenset(_NAMES.split()))
