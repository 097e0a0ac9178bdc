"""The names that C gives to every file."""

from __future__ import annotations

from contexten.syntax.language import Builtins

_NAMES = """
__builtin_expect __builtin_trap __builtin_unreachable _Alignof _Bool _Static_assert alignof assert bool break case
char complex const continue default defined do double else enum EOF errno extern false FILE float for free goto if
inline int int16_t int32_t int64_t int8_t intptr_t long malloc memcpy memset NULL nullptr offsetof printf ptrdiff_t
realloc register restrict return short signed size_t sizeof ssize_t static static_assert stderr stdin stdout struct
switch true typedef typeof uint16_t uint32_t uint64_t uint8_t uintptr_t union unsigned va_arg va_copy va_end
va_start void volatile while
"""

BUILTINS = Builtins(frozenset(_NAMES.split()))
