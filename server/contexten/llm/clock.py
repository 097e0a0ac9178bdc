"""The deadlines of one call.

**Invariant:** no wait is longer than the nearest deadline, however the bytes trickle: only `moved` pushes the
idle deadline on, and it is called for new text, not for new bytes.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeVar

from contexten.errors import ModelTimeout

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from contexten.llm.protocol import Deadlines

_T = TypeVar("_T")

_AFTERMATH = 2.0
"""Seconds for the token counts to follow the end of an answer."""


class Clock:
    """Started when the call is made; all times by the monotonic clock, in seconds."""

    def __init__(self, deadlines: Deadlines, where: str) -> None:
        self._deadlines = deadlines
        self._where = where
        self._total_end = time.monotonic() + deadlines.total
        self._step_end = time.monotonic() + deadlines.first_token
        self._started = False

    def moved(self) -> None:
        """Some more of the answer came."""
        self._started = True
        self._step_end = time.monotonic() + self._deadlines.idle

    def finished(self) -> None:
        """The answer is complete; only the counts may follow."""
        self._step_end = time.monotonic() + min(self._deadlines.idle, _AFTERMATH)

    async def wait(self, step: Awaitable[_T]) -> _T:
        """The step's result. Raises ModelTimeout when a deadline passes first, and cancels the step then."""
        timer = asyncio.timeout(min(self._total_end, self._step_end) - time.monotonic())
        try:
            async with timer:
                return await step
        except TimeoutError:
            if timer.expired():
                answering = self._started and self._is_total
                raise ModelTimeout(self._sentence(), answering=answering) from None
            raise

    @property
    def _is_total(self) -> bool:
        return self._total_end <= self._step_end

    def _sentence(self) -> str:
        limits = self._deadlines
        if self._is_total:
            seconds = round(limits.total, 1)
            return f"{self._where} did not finish within {seconds:g} s: ask for less, or raise contexten.model.timeout."
        if self._started:
            return f"{self._where} stopped in the middle of its answer, for {limits.idle:g} s: try again."
        return (
            f"{self._where} sent nothing for {limits.first_token:g} s: it may still be loading the model; "
            "try again, or raise contexten.model.firstToken."
        )
