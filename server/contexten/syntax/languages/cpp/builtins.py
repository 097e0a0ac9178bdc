"""The names that C++ gives to every file."""

from __future__ import annotations

from contexten.syntax.language import Builtins
from contexten.syntax.languages.c.builtins import BUILTINS as C

_NAMES = """
alignas and auto catch class co_await co_return co_yield concept const_cast consteval constexpr constinit decltype
delete dynamic_cast explicit export final friend mutable namespace new noexcept not operator or override private
protected public reinterpret_cast requires static_assert static_cast std template this throw try typeid typename
using virtual wchar_t
"""

BUILTINS = Builtins(C.names | frozenset(_NAMES.split()))
