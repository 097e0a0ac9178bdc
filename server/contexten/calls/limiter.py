"""A limit that a service sets, kept on our side: so many calls in every window of time.

    wait = limiter.reserve(longest=60)
    if wait is None:
        ...                          # no free place within a minute: say so
    else:
        await asyncio.sleep(wait)    # then the call may be made

**Invariant:** of the moments that are given, no more than `calls` lie in any window of `seconds`, and they are given in
order. A moment whose call is not made after all is lost: that is the safe side.
"""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in every window of so many seconds."""

    calls: int
    seconds: float


class RateLimiter:
    """The limits of one service; a call must fit into all of them."""

    def __init__(self, *limits: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._limits = limits
        self._given: deque[float] = deque(maxlen=max(limit.calls for limit in limits))

    def reserve(self, longest: float = math.inf) -> float | None:
        """Take the next free moment; the seconds until then, or None (nothing taken) if it is later than `longest`."""
        now = self._clock()
        moment = self._next(now)
        if moment - now > longest:
            return None
        self._given.append(moment)
        return moment - now

    def wait(self) -> float:
        """Seconds until a call could be made; takes nothing."""
        now = self._clock()
        return self._next(now) - now

    def _next(self, now: float) -> float:
        moment = max(now, self._given[-1]) if self._given else now
        for limit in self._limits:
            if len(self._given) >= limit.calls:
                moment = max(moment, self._given[-limit.calls] + limit.seconds)
        return moment
