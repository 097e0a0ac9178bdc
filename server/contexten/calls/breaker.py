"""The circuit breaker: a service that keeps failing is left alone for a while, then asked by one call at a time.

    match breaker.admit():
        case Open(seconds):
            ...                      # not asked; the next try may be made in so many seconds
        case Permit() as permit:
            with permit:             # an end without a word, such as a cancellation, counts neither way
                answer = ...
                permit.good()        # or permit.bad()

CLOSED lets every call through. It opens at `failure_threshold` bad ends in a row, or when in the last 30 s at least
10 calls ended and at least half of them badly. OPEN lets none through. After its time it is HALF_OPEN: one probe at a
time; two good probes close it, a bad one opens it again for twice as long.

**Invariant:** never two probes at once, no permit while OPEN, and a permit that ends without a word changes no state;
a probe's gives its place back.
"""

from __future__ import annotations

import random
import time
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

PROBES = 2
"""Good probes that close the circuit."""

_WINDOW = 30.0
_WINDOW_CALLS = 10
_WINDOW_SHARE = 0.5
_WINDOW_MOST = 1000
_JITTER = 0.2


class State(StrEnum):
    """What the breaker does with the next call."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"


@dataclass(frozen=True, slots=True)
class Open:
    """The call must not be made."""

    seconds: float
    """Until a probe may be made; 0 while another caller's probe is on its way."""


class Permit:
    """One admitted call; the first word about its end counts, and only while the circuit is as it was."""

    __slots__ = ("_breaker", "_epoch", "_over", "is_probe")

    def __init__(self, breaker: CircuitBreaker, epoch: int, *, is_probe: bool) -> None:
        self._breaker = breaker
        self._epoch = epoch
        self._over = False
        self.is_probe = is_probe

    def good(self) -> None:
        """The service worked."""
        self._end(good=True)

    def bad(self) -> None:
        """The service failed."""
        self._end(good=False)

    def release(self) -> None:
        """The call says nothing about the service: it was cancelled, or refused for its own sake."""
        self._end(good=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()

    def _end(self, *, good: bool | None) -> None:
        if not self._over:
            self._over = True
            self._breaker.ended(self._epoch, good=good)


class CircuitBreaker:
    """The breaker of one service. Not for several threads; its callers share one event loop."""

    def __init__(
        self,
        failure_threshold: int = 5,
        timeout: float = 60,
        *,
        first_timeout: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`timeout`: the longest time it stays open, in seconds; `first_timeout`: the first, doubled from then on.

        `clock` is in seconds and must not run backwards; `chance` gives numbers of [0, 1).
        """
        self.failure_threshold = failure_threshold
        self.timeout = timeout
        self.failure_count = 0
        """Bad ends in a row."""
        self.last_failure_time: float | None = None
        """By the clock."""
        self._first_timeout = min(first_timeout, timeout)
        self._clock = clock
        self._chance = chance
        self._ends: deque[tuple[float, bool]] = deque(maxlen=_WINDOW_MOST)
        self._epoch = 0
        self._open_until: float | None = None
        self._openings = 0
        self._probing = False
        self._good_probes = 0

    @property
    def state(self) -> State:
        """What the next call would meet."""
        if self._open_until is None:
            return State.CLOSED
        return State.OPEN if self._clock() < self._open_until else State.HALF_OPEN

    def admit(self) -> Permit | Open:
        """A permit for one call, or how long none is given."""
        if self._open_until is None:
            return Permit(self, self._epoch, is_probe=False)
        left = self._open_until - self._clock()
        if left > 0 or self._probing:
            return Open(max(0.0, left))
        self._probing = True
        return Permit(self, self._epoch, is_probe=True)

    def ended(self, epoch: int, *, good: bool | None) -> None:
        """A call that was admitted in `epoch` ended; None: without a word. Called by its permit."""
        if epoch != self._epoch:
            # It was let through before the circuit last changed, so it says nothing about now.
            return
        if good is False:
            self.last_failure_time = self._clock()
        if self._open_until is not None:
            self._probe_ended(good)
        elif good is not None:
            self._call_ended(good=good)

    def _call_ended(self, *, good: bool) -> None:
        self.failure_count = 0 if good else self.failure_count + 1
        self._ends.append((self._clock(), good))
        if self.failure_count >= self.failure_threshold or self._fails_too_often():
            self._open()

    def _probe_ended(self, good: bool | None) -> None:
        self._probing = False
        if good is None:
            return
        if not good:
            self.failure_count += 1
            self._open()
            return
        self._good_probes += 1
        if self._good_probes >= PROBES:
            self._close()

    def _fails_too_often(self) -> bool:
        oldest = self._clock() - _WINDOW
        while self._ends and self._ends[0][0] < oldest:
            self._ends.popleft()
        bad = sum(not good for _, good in self._ends)
        return len(self._ends) >= _WINDOW_CALLS and bad >= _WINDOW_SHARE * len(self._ends)

    def _open(self) -> None:
        longest = min(self.timeout, self._first_timeout * 2 ** min(self._openings, 32))
        self._openings += 1
        self._open_until = self._clock() + longest * (1 - _JITTER * self._chance())
        self._change()

    def _close(self) -> None:
        self._open_until = None
        self._openings = 0
        self.failure_count = 0
        self._change()

    def _change(self) -> None:
        self._epoch += 1
        self._good_probes = 0
        self._probing = False
        self._ends.clear()
