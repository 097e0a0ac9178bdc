"""Names that a language gives to every file, so that calling them needs no definition."""

from __future__ import annotations

import builtins

_JAVASCRIPT = frozenset(
    [
        "afterAll",
        "afterEach",
        "alert",
        "atob",
        "beforeAll",
        "beforeEach",
        "btoa",
        "cancelAnimationFrame",
        "clearImmediate",
        "clearInterval",
        "clearTimeout",
        "confirm",
        "decodeURI",
        "decodeURIComponent",
        "describe",
        "encodeURI",
        "encodeURIComponent",
        "escape",
        "eval",
        "expect",
        "fetch",
        "getComputedStyle",
        "import",
        "isFinite",
        "isNaN",
        "it",
        "matchMedia",
        "parseFloat",
        "parseInt",
        "prompt",
        "queueMicrotask",
        "requestAnimationFrame",
        "require",
        "setImmediate",
        "setInterval",
        "setTimeout",
        "structuredClone",
        "super",
        "suite",
        "test",
        "unescape",
    ]
)
_GO = frozenset(
    [
        "any",
        "append",
        "bool",
        "byte",
        "cap",
        "clear",
        "close",
        "comparable",
        "complex",
        "complex128",
        "complex64",
        "copy",
        "delete",
        "error",
        "float32",
        "float64",
        "imag",
        "int",
        "int16",
        "int32",
        "int64",
        "int8",
        "len",
        "make",
        "max",
        "min",
        "new",
        "panic",
        "print",
        "println",
        "real",
        "recover",
        "rune",
        "string",
        "uint",
        "uint16",
        "uint32",
        "uint64",
        "uint8",
        "uintptr",
    ]
)
_RUST = frozenset(["align_of", "align_of_val", "drop", "size_of", "size_of_val"])
_JAVA = frozenset(
    [
        "clone",
        "equals",
        "finalize",
        "getClass",
        "hashCode",
        "notify",
        "notifyAll",
        "super",
        "this",
        "toString",
        "wait",
    ]
)

_KNOWN = {
    "python": frozenset(dir(builtins)) | {"_", "reveal_type"},
    "javascript": _JAVASCRIPT,
    "typescript": _JAVASCRIPT,
    "tsx": _JAVASCRIPT,
    "go": _GO,
    "rust": _RUST,
    "java": _JAVA,
}


def is_known(language_id: str, name: str) -> bool:
    """Whether `name` can be called in a file of the language without being defined or imported."""
    return name in _KNOWN.get(language_id, frozenset[str]())
