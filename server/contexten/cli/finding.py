"""What `contexten doctor` finds: one fact, whether it is in order, and what to do where it is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How it stands with one thing."""

    OK = "ok"
    NOTE = "note"
    """Works, but something is missing that one may want."""
    BAD = "bad"
    """Does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    state: State
    detail: str
    """What was found; never a secret."""
    step: str = ""
    """What to do about it."""
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    """The same for machines."""

    def described(self) -> dict[str, Any]:
        """As JSON."""
        return {"name": self.name, "state": self.state.value, "detail": self.detail, "step": self.step, **self.facts}
