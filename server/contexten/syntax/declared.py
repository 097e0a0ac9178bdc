"""The type that stands before a declared name, as in `final Map<K, V> x`, read from the text."""

from __future__ import annotations

import re

_FLAT = rb"[^;\n<>]*+"
GENERIC = rb"<" + _FLAT + rb"(?:<" + _FLAT + rb"(?:<" + _FLAT + rb">" + _FLAT + rb")*+>" + _FLAT + rb")*+>"
"""Type arguments, up to three deep on one line; nothing in it is tried twice."""

_REACH = 160
"""A declared type is looked for in so many bytes before its name."""
_BACKWARDS = re.compile(rb"[^;{}()=\n\"]*")
_MODIFIERS = re.compile(
    rb"\s*(?:(?:final|const|constexpr|static|volatile|register|readonly|ref|out|in|scoped|using|await|params|this|is"
    rb"|unsigned|signed|struct|union|enum|class|typename|thread_local|extern|@\w+)\b\s*)*"
)
_ASKED = re.compile(rb"[^<>]*\b(?:is|instanceof|case)\s+(?:not\s+)?")
_TYPE = re.compile(rb"[A-Za-z_][\w.:]*(?:\s*<[^;{}()=]*>)?[\s*&?\[\]]*")
_SEVERAL = re.compile(rb"([A-Za-z_][\w.:]*(?:<[^;{}()=]*>)?)[\s*&?\[\]]+\w+\s*,")
_LEFT_OPEN = frozenset({b"var", b"auto", b"val", b"let", b"dynamic", b"decltype"})
_NO_TYPE = frozenset({b"return", b"new", b"throw", b"else", b"case", b"goto", b"yield", b"do", b"not", b"and", b"or"})

Shown = tuple[str, str, str, bool]
"""Type, call and value as in a Binding, and whether an element of it is meant."""
LOOK_BEHIND: Shown = ("", "", "", False)
"""What stands before the name shows no type, but what stands behind it may."""


def type_before(data: bytes, start: int) -> Shown | None:
    """What is shown before the name at `start`: its type, `LOOK_BEHIND`, or None where no declaration is seen."""
    found = _BACKWARDS.match(data[max(start - _REACH, 0) : start][::-1])
    segment = b"" if found is None else found.group()[::-1]
    last = _behind_comma(segment) if b"," in segment else segment
    if not last.strip():
        several = _SEVERAL.match(segment, _modifiers_end(segment))
        return None if several is None else _written(several.group(1))
    asked = _ASKED.match(last)
    begin = _modifiers_end(last) if asked is None else asked.end()
    match = _TYPE.fullmatch(last, begin)
    return None if match is None else _written(match.group())


def _written(raw: bytes) -> Shown | None:
    bare = raw.strip(b" \t*&?[]")
    if bare in _LEFT_OPEN:
        return LOOK_BEHIND
    if not bare or bare in _NO_TYPE:
        return None
    return " ".join(str(raw, "utf-8", "replace").split()), "", "", False


def _modifiers_end(segment: bytes) -> int:
    found = _MODIFIERS.match(segment)
    return 0 if found is None else found.end()


def _behind_comma(segment: bytes) -> bytes:
    """What stands behind the last comma that is not between angle brackets."""
    depth = 0
    for place in range(len(segment) - 1, -1, -1):
        mark = segment[place]
        if mark == ord(">"):
            depth += 1
        elif mark == ord("<"):
            depth -= 1
        elif mark == ord(",") and depth == 0:
            return segment[place + 1 :]
    return segment
