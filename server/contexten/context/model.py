"""ContextPack: the ordered items a model will read, and why.

Every item has a reason that a person can read; what was left out or redacted is listed too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.text import Span

CountTokens = Callable[[str], int]
"""Gives the tokens of a text for the model at hand; handed down, because `llm` is a sibling."""


class ItemKind(StrEnum):
    """How much of a definition an item shows."""

    BODY = "body"
    SIGNATURE = "signature"
    SKELETON = "skeleton"
    NAME = "name"
    WINDOW = "window"
    """Some lines of text, such as a call site."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of the pack. `path` is absolute; lines are 0-based, `end_line` included."""

    path: str
    span: Span
    start_line: int
    end_line: int
    kind: ItemKind
    reason: str
    score: float
    tokens: int
    text: str
    name: str = ""
    """Qualified name of the definition it shows."""
    relative: str = ""
    """The path as the model reads it: below its root, with `/`."""
    under: tuple[str, ...] = ()
    """The header lines of the types around it, outermost first; each is printed once for all its members."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that is not in the pack."""

    path: str
    name: str
    reason: str
    """Why it was a candidate."""
    why: str
    """Why it lost: `budget`, `score`, `secret file`, `ignored`, `already shown`, `excluded`."""
    score: float


@dataclass(frozen=True, slots=True)
class Redaction:
    """A secret that was replaced before anything was sent."""

    path: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class ContextPack:
    """What the model will read of the workspace, best first; `here` is the text around the target."""

    here: str
    """The current file's part: whole where it fits, else the enclosing scopes with the target marked."""
    here_tokens: int
    items: tuple[Item, ...]
    budget: int
    left_out: tuple[LeftOut, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    secrets: dict[str, str] = field(default_factory=dict[str, str])
    """Placeholder to secret, so that an answer can be restored inside the same file; never logged, never stored."""
    here_before: str = ""
    """The part of `here` before the target."""
    here_target: str = ""
    """The target's own text; `here` is the three parts joined."""
    here_after: str = ""
    instruction: str = ""
    """The target's instruction, redacted."""
    diagnostics: tuple[str, ...] = ()
    """The messages of the target's diagnostics, redacted, in their order."""

    @property
    def tokens(self) -> int:
        """Tokens of `here` and all items."""
        return self.here_tokens + sum(item.tokens for item in self.items)

    @property
    def digest(self) -> str:
        """SHA-256 over all that is sent, in order."""
        sha = hashlib.sha256(self.here.encode("utf-8", "surrogatepass"))
        for item in self.items:
            sha.update(f"\0{item.path}\0{item.text}".encode("utf-8", "surrogatepass"))
        return sha.hexdigest()
