"""Finds the secrets of one text. Linear time: every pattern runs in RE2.

**Invariant:** spans do not overlap and come in order.
"""

from __future__ import annotations

import importlib
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol, cast

from contexten.context.redact.rules import RULES, Rule
from contexten.text import Span, encode

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONFIG_SUFFIXES = frozenset(
    {
        ".env", ".ini", ".cfg", ".conf", ".config", ".properties", ".toml", ".yaml", ".yml", ".json", ".jsonc",
        ".tf", ".xml", ".plist",
    }
)  # fmt: skip
_MIN_ENTROPY = 3.0
_HARMLESS = re.compile(
    rb"(?i)x{3,}|\*{3,}|\.\.\.|^<.*>$|^\$\w*$|^\$[({]|^%|^\{|\{\}|example|changeme|change_me|placeholder|dummy|redacted|"
    rb"^(?:your|my|some|test|fake|the)[_-]|^(?:none|null|true|false|undefined|string|password|passwd|passw0rd|pass|"
    rb"secret|token|user|username|pwd|hunter|foobar|default|required|optional|hidden|unknown)$"
)
_NAME = re.compile(rb"^[A-Za-z_$][\w$]*(?:[.\-/:][A-Za-z_$][\w$]*)*(?:\(\)?)?$")
_DOTTED = re.compile(rb"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){2,}$")
_OF_PASSWORDS = re.compile(rb"(?i)passw(?:or)?ds?(?:\d{1,2}|[_-]\w*)?$|^(?-i:[a-z]+)(?:[_-](?-i:[a-z]+))*[_-]$")
"""Names of fields (`old_password`, `new_password1`) and prefixes that something is put behind."""
_SLOT = re.compile(rb"^/|://|\\[dwsS]|\[\^|\(\?|[{}<>]|%[sdr(]")


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret; `span` is in bytes of the UTF-8 text."""

    kind: str
    span: Span


class _Match(Protocol):
    def span(self, group: int = 0) -> tuple[int, int]: ...


class _Pattern(Protocol):
    groups: int

    def finditer(self, text: bytes) -> Iterator[_Match]: ...


class _Words(Protocol):
    def Match(self, text: bytes) -> list[int] | None: ...  # noqa: N802 - the package's own name


def find_secrets(text: str, path: str = "") -> tuple[Secret, ...]:
    """The known secrets of `text`; `path` tells whether it is a configuration file. Not promised: unknown formats."""
    data = encode(text)
    return _disjoint(list(_hits(data, is_config=_is_config(path))))


def _hits(data: bytes, *, is_config: bool) -> Iterator[Secret]:
    for rule in _plausible(data.lower()):
        if rule.config_only and not is_config:
            continue
        pattern = _compiled(rule.pattern)
        group = 1 if pattern.groups else 0
        for match in pattern.finditer(data):
            start, end = match.span(group)
            if not rule.assigned or _is_literal(data[start:end], rule):
                yield Secret(rule.kind, Span(start, end))


def _plausible(lowered: bytes) -> list[Rule]:
    """The rules of which a keyword occurs, in their order."""
    by_keyword = _by_keyword()
    numbers = set(_without_keyword())
    for found in _keywords().Match(lowered) or ():
        numbers.update(by_keyword[found][1])
    return [RULES[number] for number in sorted(numbers)]


def _is_literal(value: bytes, rule: Rule) -> bool:
    if _HARMLESS.search(value) or _SLOT.search(value) or _DOTTED.match(value):
        return False
    if rule.kind in {"password", "url"}:
        return rule.kind == "url" or not _reads_as_code(value)
    return (_mixed(value) or _shuffled(value)) and (not rule.config_only or _entropy(value) >= _MIN_ENTROPY)


def _reads_as_code(value: bytes) -> bool:
    if _OF_PASSWORDS.search(value):
        return True
    if not _NAME.match(value) or any(char in b"0123456789" for char in value):
        return False
    return any(char in b"_.-/:($" for char in value) or not (value.islower() or value.isupper())


def _mixed(value: bytes) -> bool:
    digits = sum(char in b"0123456789" for char in value)
    letters = sum(chr(char).isalpha() for char in value)
    return digits >= 2 and letters >= 2 and _entropy(value) >= 2.5


def _shuffled(value: bytes) -> bool:
    """Whether upper and lower case change as often as by chance; in words that are joined they change seldom."""
    cases = [bytes((char,)).isupper() for char in value if bytes((char,)).isalpha()]
    changes = sum(one != other for one, other in pairwise(cases))
    return len(cases) >= 20 and changes >= len(cases) * 0.3 and _entropy(value) >= 3.5


def _entropy(value: bytes) -> float:
    total = len(value)
    return -sum(count / total * math.log2(count / total) for count in Counter(value).values())


def _disjoint(hits: list[Secret]) -> tuple[Secret, ...]:
    kept: list[Secret] = []
    for hit in sorted(hits, key=lambda hit: (hit.span.start, -hit.span.end)):
        if not kept or hit.span.start >= kept[-1].span.end:
            kept.append(hit)
        elif hit.span.end > kept[-1].span.end:
            kept[-1] = Secret(kept[-1].kind, Span(kept[-1].span.start, hit.span.end))
    return tuple(kept)


@lru_cache(maxsize=256)
def _is_config(path: str) -> bool:
    name = PurePosixPath(path)
    return name.suffix.lower() in _CONFIG_SUFFIXES or name.name.startswith(".env") or name.name == "Dockerfile"


@cache
def _by_keyword() -> tuple[tuple[bytes, tuple[int, ...]], ...]:
    words = sorted({word for rule in RULES for word in rule.keywords})
    return tuple(
        (word.encode(), tuple(number for number, rule in enumerate(RULES) if word in rule.keywords)) for word in words
    )


@cache
def _keywords() -> _Words:
    """Tells in one pass which of `_by_keyword` occur, by their place there; None: none does."""
    engine, options = _engine()
    found = engine.Set.SearchSet(options)
    for word, _ in _by_keyword():
        found.Add(engine.escape(word))
    found.Compile()
    return cast("_Words", found)


@cache
def _without_keyword() -> tuple[int, ...]:
    return tuple(number for number, rule in enumerate(RULES) if not rule.keywords)


@cache
def _compiled(pattern: str) -> _Pattern:
    engine, options = _engine()
    return cast("_Pattern", engine.compile(pattern.encode(), options))


@cache
def _engine() -> tuple[Any, Any]:
    """RE2, whose package carries no types, and its options for bytes."""
    engine: Any = importlib.import_module("re2")
    options = engine.Options()
    options.encoding = engine.Options.Encoding.LATIN1
    return engine, options
