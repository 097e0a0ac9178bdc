"""What is known of each service that is called: its breaker, its gate, its budget of retries.

**Invariant:** all callers of one key share one Line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.calls.breaker import CircuitBreaker
from contexten.calls.gate import Gate
from contexten.calls.retry import RetryBudget

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Line:
    """One service as its callers have found it."""

    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)
    gate: Gate = field(default_factory=Gate)
    budget: RetryBudget = field(default_factory=RetryBudget)


class Lines:
    """The Lines of one integration."""

    def __init__(self, make: Callable[[], Line] = Line) -> None:
        self._make = make
        self._lines: dict[str, Line] = {}

    def line(self, key: str) -> Line:
        """The Line of that key: origin and model, or an agents' API."""
        if key not in self._lines:
            self._lines[key] = self._make()
        return self._lines[key]

    def states(self) -> dict[str, str]:
        """The state of each breaker, for `contexten.status`."""
        return {key: line.breaker.state.value for key, line in self._lines.items()}
