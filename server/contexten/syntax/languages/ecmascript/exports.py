"""What a JavaScript or TypeScript file exports otherwise than where it defines it; read from the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.syntax.facts import Export

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIST = re.compile(rb"export\s*(?:type\s*)?\{([^}]*)\}(?!\s*from)")
_DEFAULT = re.compile(rb"export\s+default\s+([A-Za-z_$][\w$]*)\s*;?\s*$", re.MULTILINE)
_ASSIGNED = re.compile(rb"export\s*=\s*([A-Za-z_$][\w$]*)\s*;?\s*$", re.MULTILINE)
_ONE = re.compile(rb"exports\.([A-Za-z_$][\w$]*)\s*=(?!=)[ \t]*(?:([A-Za-z_$][\w$]*)[ \t]*(?:[;,\n]|$))?")
_WHOLE = re.compile(rb"module\.exports\s*=\s*(?:([A-Za-z_$][\w$]*)[ \t]*(?:[;\n]|$)|\{([^}]*)\})")
_WORD = re.compile(rb"[A-Za-z_$][\w$]*")
_PAIR = re.compile(rb"([A-Za-z_$][\w$]*)\s*:\s*([A-Za-z_$][\w$]*)\s*$")
DEFAULT = "default"


def public_names(data: bytes) -> frozenset[str] | None:
    """The names in `export {}`, `export default` and CommonJS; None where the file exports nothing."""
    if b"export" not in data:
        return None
    listed = [local for _name, local in _listed(data)]
    single = [*(_DEFAULT.findall(data) if b"default" in data else ()), *_ASSIGNED.findall(data)]
    whole = [name for one, many in _WHOLE.findall(data) for name in (one, *_WORD.findall(many))]
    named = [name for pair in _ONE.findall(data) for name in pair]
    return frozenset(_text(name) for name in (*listed, *single, *named, *whole) if name)


def exports_of(data: bytes) -> tuple[Export, ...]:
    """The names by which other files know a definition of this one, where they are not its own name."""
    if b"export" not in data:
        return ()
    found = [(name, local) for name, local in _listed(data) if name != local]
    found += [(b"default", name) for name in (*_DEFAULT.findall(data), *_ASSIGNED.findall(data))]
    found += [(name, local) for name, local in _ONE.findall(data) if local and local != name]
    for one, many in _WHOLE.findall(data):
        found += [(b"default", one)] if one else _renamed(many)
    return tuple(Export(_text(name), _text(local)) for name, local in dict.fromkeys(found))


def _listed(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Exported and local name of each item of `export {…}`."""
    for part in _LIST.findall(data):
        for item in part.split(b","):
            words = _WORD.findall(item)
            if len(words) in {2, 4} and words[0] == b"type":
                words = words[1:]
            if words:
                yield words[-1], words[0]


def _renamed(many: bytes) -> list[tuple[bytes, bytes]]:
    pairs = [_PAIR.search(item) for item in many.split(b",")]
    return [(pair.group(1), pair.group(2)) for pair in pairs if pair is not None and pair.group(1) != pair.group(2)]


def _text(name: bytes) -> str:
    return str(name, "utf-8", "replace")
