"""Replaces secrets by placeholders that keep their type, and gives them back inside an answer.

**Invariant:** one secret has one placeholder within a Redactor, so a pack stays readable and its digest stable.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.context.model import Redaction
from contexten.context.redact.scan import find_secrets
from contexten.text import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STRICTEST = ".env"
"""A path for which every rule holds."""
_CUT = 8
"""So many characters of a secret at the end of a line are taken for one that was cut."""
_PLACEHOLDER = re.compile(r"<SECRET:[a-z0-9-]+:\d+>")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets, and the way back."""

    text: str
    secrets: dict[str, str]
    """Placeholder to secret; never logged, never stored."""
    redactions: tuple[Redaction, ...] = ()


@dataclass(slots=True)
class Redactor:
    """Replaces the secrets of all texts of one pack; numbers follow the order of the texts."""

    secrets: dict[str, str] = field(default_factory=dict[str, str])
    """Placeholder to secret; never logged, never stored."""
    _placeholders: dict[str, str] = field(default_factory=dict[str, str])
    _numbers: Counter[str] = field(default_factory=Counter[str])
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    _taken: set[str] = field(default_factory=set[str])

    @classmethod
    def knowing(cls, secrets: Mapping[str, str], *, taken: Iterable[str] = ()) -> Redactor:
        """A Redactor that goes on where another one ended; `taken` are further placeholders that it does not give."""
        return cls(
            secrets=dict(secrets),
            _placeholders={secret: placeholder for placeholder, secret in secrets.items()},
            _taken={*secrets, *taken},
        )

    def redact(self, text: str, path: str = "") -> str:
        """`text` with every known secret replaced, as in `<SECRET:github:1>`; `path` is what the report names."""
        return self._redacted(text, path, path)

    def free_text(self, text: str, path: str = "") -> str:
        """`text` that a person or a tool wrote, with all rules: such text quotes files of every sort."""
        return self._redacted(text, _STRICTEST, path)

    def hide(self, text: str) -> str:
        """`text` without the secrets that were replaced before, also where a line of it was cut inside of one."""
        for secret, placeholder in sorted(self._placeholders.items(), key=lambda item: -len(item[0])):
            text = text.replace(secret, placeholder)
        return "\n".join(self._without_cut(line) for line in text.split("\n"))

    def _without_cut(self, line: str) -> str:
        for secret, placeholder in self._placeholders.items():
            for length in range(min(len(secret), len(line)), _CUT - 1, -1):
                if line.endswith(secret[:length]):
                    return line[:-length] + placeholder
        return line

    def _redacted(self, text: str, rules_of: str, path: str) -> str:
        self._taken.update(_PLACEHOLDER.findall(text))
        found = find_secrets(text, rules_of)
        if not found:
            return text
        data = encode(text)
        parts: list[bytes] = []
        position = 0
        for secret in found:
            value = decode(data[secret.span.start : secret.span.end])
            parts += (data[position : secret.span.start], self._placeholder(secret.kind, value).encode())
            position = secret.span.end
            self._counts[path, secret.kind] += 1
        return decode(b"".join([*parts, data[position:]]))

    def is_clean(self, text: str) -> bool:
        """Whether `text`, and so each line of it, holds neither a secret, wherever it stood, nor a placeholder."""
        return not _PLACEHOLDER.search(text) and not find_secrets(text, _STRICTEST)

    @property
    def redactions(self) -> tuple[Redaction, ...]:
        """What was replaced so far, by file and kind."""
        return tuple(Redaction(path, kind, count) for (path, kind), count in sorted(self._counts.items()))

    def _placeholder(self, kind: str, value: str) -> str:
        if value not in self._placeholders:
            self._placeholders[value] = self._fresh(kind)
            self.secrets[self._placeholders[value]] = value
        return self._placeholders[value]

    def _fresh(self, kind: str) -> str:
        while True:
            self._numbers[kind] += 1
            placeholder = f"<SECRET:{kind}:{self._numbers[kind]}>"
            if placeholder not in self._taken:
                return placeholder


def redact_text(text: str, path: str = "") -> Redacted:
    """`text` alone, with every known secret replaced."""
    redactor = Redactor()
    return Redacted(redactor.redact(text, path), dict(redactor.secrets), redactor.redactions)


def restore(text: str, secrets: dict[str, str]) -> str:
    """`text`, such as a model's answer, with the placeholders of `secrets` replaced by what they stand for."""
    return _PLACEHOLDER.sub(lambda match: secrets.get(match.group(), match.group()), text)
