"""The not-before gate of one service: when it says "come back in 7 s", nobody comes before.

**Invariant:** the moment only moves forward, by at most LONGEST seconds from now.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 600.0
"""Seconds; who is told to stay away for longer, such as a day, may look every ten minutes whether that still holds."""


class Gate:
    """Shut by one caller's answer, for all callers."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._not_before = clock()

    def shut(self, seconds: float) -> None:
        """Let nobody through for so many seconds; never opens earlier than it was to open."""
        self._not_before = max(self._not_before, self._clock() + min(seconds, LONGEST))

    def wait(self) -> float:
        """Seconds until it is open; 0 when it is."""
        return max(0.0, self._not_before - self._clock())
