"""What the statements of an unfinished function in C and C++ look like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FAILS = re.compile(
    rb"(?:std::)?(?:abort|assert|exit|_exit|_Exit|terminate|unreachable|__builtin_unreachable|__builtin_trap|panic"
    rb"|fatal|die|err|errx|NOT_IMPLEMENTED|UNIMPLEMENTED|TODO|Q_ASSERT|ASSERT|assert_not_reached"
    rb"|g_assert_not_reached)\s*\(|(?:std::)?(?:f?printf|puts|perror|g_error|g_warning)\s*\(",
)
_UNUSED = re.compile(rb"\(void\)\s*\w+\s*;")
_NOTHING = re.compile(rb"return\s*(?:\(\s*)?(?:NULL|nullptr|0[uUlL]*|-1|0\.0f?|\{\s*\}|'\\0')(?:\s*\))?\s*;?")

MAX_CODE = 400
"""Statements of more bytes are no stub."""


def used(codes: Sequence[bytes]) -> list[bytes]:
    """The statements without those that only say that a parameter is not used."""
    return [code for code in codes if not _UNUSED.fullmatch(code)]


def only_fails(codes: Sequence[bytes], *, throws: bool, trivial: Callable[[bytes], bool]) -> bool:
    """Whether the statements end by failing or with nothing, and do no more than complain before; not for none."""
    *before, last = used(codes)
    if sum(map(len, codes)) > MAX_CODE or any(not _FAILS.match(code) for code in before):
        return False
    return throws or _FAILS.match(last) is not None or trivial(last)


def gives_nothing(code: bytes) -> bool:
    """Whether a statement returns what stands for nothing: `NULL`, `nullptr`, zero."""
    return _NOTHING.fullmatch(code) is not None
