"""What packing chooses from: symbols to show, and places where chosen symbols are used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Choice:
    """A symbol to be shown if it fits; the reason is worded when it is asked for."""

    symbol: int
    score: float
    why: Callable[[], str]

    @property
    def reason(self) -> str:
        """What a person reads."""
        return self.why()


@dataclass(frozen=True, slots=True)
class UseSite:
    """A place where a chosen symbol is used, inside a function that is like the target."""

    inside: int
    """The function's symbol."""
    offset: int
    score: float
    reason: str
