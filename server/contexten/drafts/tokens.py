"""The identifiers of a piece of code with the part each plays, and rebuilding the piece with other names.

**Invariant:** only identifiers that the tree knows are replaced by the name map; strings and comments change by whole
words and nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from contexten.text import decode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contexten.drafts.words import Renaming
    from contexten.syntax.language import Language

_HASH_LITERALS = re.compile(
    r"#[^\n]*|\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'",
    re.DOTALL,
)
_SLASH_LITERALS = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'", re.DOTALL
)
_RUST_LITERALS = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\[^']*|[^'\\])'", re.DOTALL)
_RECEIVER = re.compile(r"([\w$]+)\s*(?:\?\.|!\.|->|\.)\s*$")
_MARKUP = re.compile(r"</?(?:[a-z][\w.]*(?:\s+[\w-]+(?:=(?:\"[^\"]*\"|\{[^{}]*\}))?)*\s+)?$")
_MEMBER_END = re.compile(r"(?:(?<!\.)\.|->|::)\s*$")


_MARKED = frozenset({"tsx", "jsx", "javascript"})


class Part(StrEnum):
    """What an identifier does where it stands."""

    FREE = "free"
    """A name that the scope must know: local, parameter, global, type."""
    OWN = "own"
    """A member of the receiver: `self.x`, `this.x`, or of Go's named receiver."""
    MEMBER = "member"
    """A member of anything else."""
    KEYWORD = "keyword"
    """The name of a keyword argument."""
    MARKUP = "markup"
    """A tag or an attribute of JSX in lower case."""
    KEY = "key"
    """The key of an object or struct literal."""


@dataclass(frozen=True, slots=True)
class Token:
    """One identifier; `start` and `end` count characters in the piece."""

    name: str
    start: int
    end: int
    part: Part
    receiver: str = ""
    """For OWN and MEMBER: the identifier before the dot; empty where that is no plain name."""


def literals(text: str, language: Language) -> list[tuple[int, int]]:
    """Where strings and comments stand, in characters."""
    pattern = _HASH_LITERALS if not language.braces else _RUST_LITERALS if language.id == "rust" else _SLASH_LITERALS
    return [match.span() for match in pattern.finditer(text)]


def tokens(
    data: bytes, names: Sequence[tuple[str, int]], language: Language, receivers: frozenset[str]
) -> tuple[Token, ...]:
    """The identifiers `names` (byte offsets in `data`) with their parts; `receivers` are the names of `self` here."""
    text = decode(data)
    spans = literals(text, language)
    opened, code = _Brackets(text, spans), _without_comments(text, spans)
    found: list[Token] = []
    for name, offset in sorted(set(names), key=lambda pair: pair[1]):
        start = offset if text.isascii() else len(decode(data[:offset]))
        end = start + len(name)
        part, receiver = _part(code, start, end, opened, language=language, receivers=receivers)
        found.append(Token(name, start, end, part, receiver))
    return tuple(found)


def _without_comments(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with blanks for comments: a full stop that ends one is no dot before the next name."""
    parts: list[str] = []
    position = 0
    for start, end in spans:
        if text.startswith(("#", "//", "/*"), start):
            parts += (text[position:start], " " * (end - start))
            position = end
    return "".join((*parts, text[position:]))


def rebuilt(text: str, names: Mapping[int, str], found: Sequence[Token], renaming: Renaming, language: Language) -> str:
    """`text` with each token replaced by `names[token.start]` where given, and literals put into the new words."""
    spans = literals(text, language)
    parts: list[str] = []
    position = 0
    for token in found:
        parts += (_prose(text, position, token.start, spans, renaming), names.get(token.start, token.name))
        position = token.end
    parts.append(_prose(text, position, len(text), spans, renaming))
    return "".join(parts)


def _prose(text: str, start: int, end: int, spans: Sequence[tuple[int, int]], renaming: Renaming) -> str:
    """`text[start:end]` in which those characters that stand in literals are renamed."""
    if not renaming:
        return text[start:end]
    parts: list[str] = []
    position = start
    for first, last in spans:
        low, high = max(first, position), min(last, end)
        if low < high:
            parts += (text[position:low], renaming.prose(text[low:high]))
            position = high
    return "".join((*parts, text[position:end]))


def _part(
    text: str,
    start: int,
    end: int,
    opened: _Brackets,
    *,
    language: Language,
    receivers: frozenset[str],
) -> tuple[Part, str]:
    before, after = text[max(0, start - 120) : start], text[end : end + 40].lstrip()
    if _MEMBER_END.search(before):
        match = _RECEIVER.search(before)
        receiver = match.group(1) if match and not _MEMBER_END.search(before[: match.start()]) else ""
        return (Part.OWN if receiver in receivers else Part.MEMBER), receiver
    if language.id in _MARKED and text[start].islower() and _MARKUP.search(before):
        return Part.MARKUP, ""
    previous = before.rstrip()[-1:]
    if previous not in ("(", ",", "{"):
        return Part.FREE, ""
    bracket = opened.at(start)
    if not language.braces and bracket == "(" and after.startswith("=") and not after.startswith("=="):
        return Part.KEYWORD, ""
    if language.braces and bracket == "{" and after.startswith(":") and not after.startswith("::"):
        return Part.KEY, ""
    return Part.FREE, ""


class _Brackets:
    """The innermost open bracket at each place of a text."""

    def __init__(self, text: str, spans: Sequence[tuple[int, int]]) -> None:
        self._places = [0]
        self._open = [""]
        stack: list[str] = []
        skip = dict(spans)
        index = 0
        while index < len(text):
            if index in skip:
                index = skip[index]
                continue
            char = text[index]
            index += 1
            if char in "([{":
                stack.append(char)
            elif char in ")]}":
                del stack[-1:]
            else:
                continue
            self._places.append(index)
            self._open.append(stack[-1] if stack else "")

    def at(self, position: int) -> str:
        return self._open[bisect_right(self._places, position) - 1]
