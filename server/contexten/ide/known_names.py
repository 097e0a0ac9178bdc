"""Names that a language gives to every file, so that calling them needs no definition."""

from __future__ import annotations

import builtins

_JAVASCRIPT = """
addEventListener after afterAll afterEach alert atob before beforeAll beforeEach btoa
cancelAnimationFrame clearImmediate clearInterval clearTimeout confirm context decodeURI
decodeURIComponent describe dispatchEvent encodeURI encodeURIComponent escape eval expect fetch
getComputedStyle import importScripts isFinite isNaN it jest matchMedia parseFloat parseInt
postMessage prompt queueMicrotask removeEventListener reportError requestAnimationFrame require
scrollTo setImmediate setInterval setTimeout skipWaiting structuredClone suite super test unescape
vi
"""
_GO = """
any append bool byte cap clear close comparable complex complex128 complex64 copy delete error
float32 float64 imag int int16 int32 int64 int8 len make max min new panic print println real
recover rune string uint uint16 uint32 uint64 uint8 uintptr
"""
_RUST = """
align_of align_of_val drop size_of size_of_val
"""
_JAVA = """
clone equals finalize getClass hashCode notify notifyAll super this toString wait
"""

_C = """
__builtin_expect __builtin_trap __builtin_unreachable _Alignof _Static_assert alignof assert defined offsetof
sizeof static_assert typeof va_arg va_copy va_end va_start
"""
_CPP = """
alignas const_cast decltype dynamic_cast noexcept operator reinterpret_cast static_cast typeid
"""
_CSHARP = """
Equals Finalize GetHashCode GetType MemberwiseClone ReferenceEquals ToString base checked default nameof sizeof
this typeof unchecked
"""

_KNOWN = {
    "python": frozenset(dir(builtins)) | {"_", "reveal_type"},
    "javascript": frozenset(_JAVASCRIPT.split()),
    "typescript": frozenset(_JAVASCRIPT.split()),
    "tsx": frozenset(_JAVASCRIPT.split()),
    "go": frozenset(_GO.split()),
    "rust": frozenset(_RUST.split()),
    "java": frozenset(_JAVA.split()),
    "c": frozenset(_C.split()),
    "cpp": frozenset((_C + _CPP).split()),
    "csharp": frozenset(_CSHARP.split()),
}


def is_known(language_id: str, name: str) -> bool:
    """Whether `name` can be called in a file of the language without being defined or imported."""
    return name in _KNOWN.get(language_id, frozenset[str]())
