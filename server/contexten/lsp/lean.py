"""Less memory for the same server: what libraries keep and nobody asks for, and how the C library keeps what is free.

Called before there are threads.
"""

from __future__ import annotations

import contextlib
import ctypes
import linecache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARENA_MAX = -8
_MMAP_THRESHOLD = -3
_TRIM_THRESHOLD = -1
"""Of glibc's malloc.h."""
_LARGE = 1 << 20
"""Bytes; what is larger goes back to the system when it is freed, not when all behind it is."""


def spare_memory() -> None:
    """Keep this process small from now on; for one that serves."""
    _keep_one_heap()
    _cut_globals()
    # attrs kept the source of each method that it wrote, for tracebacks: 2 MB of lines.
    linecache.clearcache()


def _keep_one_heap() -> None:
    """Where the C library is glibc, one heap for all threads: with Python's lock they do not use it at once.

    Each thread's own heap keeps what is freed in it. The thresholds are set because glibc raises them to 32 MB by
    itself once an array of that size was freed.
    """
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        for option, value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE)):
            mallopt(option, value)


def _cut_globals() -> None:
    """Leave the methods that attrs wrote for the protocol's types only those globals that they use.

    attrs gives those of each class a copy of all names of its module, for `get_type_hints` of `__init__`: 5.4 MB.
    """
    module = vars(types)
    for cls in module.values():
        written = vars(cls).get("__init__") if isinstance(cls, type) else None
        if isinstance(written, FunctionType) and "attr_dict" in written.__globals__:
            methods = [member for member in vars(cls).values() if isinstance(member, FunctionType)]
            _cut([method for method in methods if method.__globals__ is written.__globals__], written.__globals__)


def _cut(methods: list[FunctionType], names: dict[str, Any]) -> None:
    used = {"__name__", "__builtins__"}
    for method in methods:
        used.update(_used(method.__code__))
    kept = {name: names[name] for name in used if name in names}
    names.clear()
    names.update(kept)


def _used(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _used(part)
