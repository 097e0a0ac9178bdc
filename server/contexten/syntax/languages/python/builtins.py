"""The names that Python gives to every file, and the members of its built-in types."""

from __future__ import annotations

import builtins
import keyword

from contexten.syntax.language import Builtins

_OF_A_MODULE = ("__file__", "__class__", "__path__", "__all__", "_")
_TYPES = (object, type, str, bytes, int, float, list, dict, set, tuple, BaseException)

BUILTINS = Builtins(
    frozenset((*dir(builtins), *keyword.kwlist, *keyword.softkwlist, *_OF_A_MODULE)),
    ambient=frozenset({"reveal_type"}),
    members=frozenset(name for type_ in _TYPES for name in dir(type_)),
)
