"""A provider that is asked with care: breaker, gate, a few retries, and one deadline over all of it.

    provider = ResilientProvider(OpenAICompatible(endpoint), lines.line(f"{endpoint.origin} {endpoint.model}"))

A call is repeated only while nothing of its answer was handed on. What the breaker counts as bad: no connection, no
answer in time, 5xx and a stream that broke. Neither way counts what the endpoint refuses (4xx, 429 among them), a
cancellation, an answer that is not usable, and an answer that was still being written when the time was over.

**Invariant:** nothing is hidden: every failed try and every wait is told to the watcher, and the last error is raised.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contexten.calls.breaker import Open, Permit, State
from contexten.calls.retry import Again, Over, RetryPolicy, after
from contexten.errors import (
    ModelBadAnswer,
    ModelBroken,
    ModelError,
    ModelOverloaded,
    ModelRateLimited,
    ModelTimeout,
    ModelUnavailable,
    ModelUnreachable,
)
from contexten.llm.protocol import Event, Finish, ModelRequest, Provider

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from contexten.calls.lines import Line

_IN_SHORT: tuple[tuple[type[ModelError], str], ...] = (
    (ModelTimeout, "no answer in time"),
    (ModelUnreachable, "no connection"),
    (ModelBroken, "broken off"),
    (ModelBadAnswer, "not usable"),
    (ModelOverloaded, "told to wait"),
)


@dataclass(frozen=True, slots=True)
class Tried:
    """One try that failed."""

    failure: str
    """In a word or two: `500`, `no connection`."""
    again_in: float | None
    """Seconds until the next try; None: there is none."""
    why_not: str = ""
    """Why there is none, where a retry could have helped."""


@dataclass(frozen=True, slots=True)
class Held:
    """The endpoint asked all callers to stay away; the call waits so many seconds before it is made."""

    seconds: float


class ResilientProvider:
    """Any Provider with the care of its Line, which all providers of the same model share."""

    def __init__(
        self,
        inner: Provider,
        line: Line,
        policy: RetryPolicy | None = None,
        *,
        watcher: Callable[[Tried | Held], None] | None = None,
        end: float = math.inf,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`end`: no call goes on after this moment of the monotonic clock; `chance` gives numbers of [0, 1)."""
        self._inner = inner
        self._line = line
        self._policy = policy or RetryPolicy()
        self._watcher = watcher
        self._end = end
        self._chance = chance

    @property
    def name(self) -> str:
        """The inner provider's."""
        return self._inner.name

    @property
    def model(self) -> str:
        """The inner provider's."""
        return self._inner.model

    def count_tokens(self, text: str) -> int:
        """As the inner provider counts."""
        return self._inner.count_tokens(text)

    async def ready(self) -> None:
        """Load what the inner provider needs."""
        await self._inner.ready()

    async def aclose(self) -> None:
        """Close the inner provider's connections."""
        await self._inner.aclose()

    def watched(self, watcher: Callable[[Tried | Held], None], seconds: float) -> ResilientProvider:
        """The same provider for one run: it tells `watcher`, and all its calls together end after `seconds`."""
        end = time.monotonic() + seconds
        return ResilientProvider(self._inner, self._line, self._policy, watcher=watcher, end=end, chance=self._chance)

    def once(self) -> ResilientProvider:
        """The same provider, whose calls are not repeated."""
        return ResilientProvider(self._inner, self._line, RetryPolicy(retries=0), end=self._end, chance=self._chance)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Event, None]:
        """Ask, again if need be. Raises the ModelError of the last try, or ModelUnavailable when none was made."""
        end = min(self._end, time.monotonic() + request.deadlines.total)
        self._line.budget.earn()
        retry = 0
        while True:
            await self._pass_gate(end)
            if end <= time.monotonic():
                raise ModelTimeout(f"There was no time left to ask {self.name}: allow more.")
            spoke = False
            try:
                async with aclosing(self._attempt(request, end)) as events:
                    async for event in events:
                        spoke = True
                        yield event
            except ModelError as error:
                decision = Over("") if spoke else self._decide(error, retry, end)
                if not isinstance(error, ModelUnavailable):
                    self._tell(_tried(error, decision))
                if isinstance(decision, Over):
                    raise
            else:
                return
            retry += 1
            await asyncio.sleep(decision.seconds)

    async def _attempt(self, request: ModelRequest, end: float) -> AsyncGenerator[Event, None]:
        admitted = self._line.breaker.admit()
        if isinstance(admitted, Open):
            raise self._unavailable(admitted)
        timed = replace(request, deadlines=replace(request.deadlines, total=end - time.monotonic()))
        with admitted:
            try:
                async with aclosing(self._inner.stream(timed)) as events:
                    async for event in events:
                        if isinstance(event, Finish):
                            # Who has the end of an answer often reads no further, which would look like a cancellation.
                            admitted.good()
                        yield event
            except ModelError as error:
                self._judge(error, admitted)
                raise

    async def _pass_gate(self, end: float) -> None:
        while (shut := self._line.gate.wait()) > 0:
            wait = self._policy.wait(0, shut, self._chance())
            if wait >= end - time.monotonic():
                seconds = math.ceil(shut)
                raise ModelOverloaded(f"{self.name} asked to come back later: try again in {seconds} s.", shut)
            self._tell(Held(wait))
            await asyncio.sleep(wait)

    def _decide(self, error: ModelError, retry: int, end: float) -> Again | Over:
        decision = after(
            error,
            retry=retry,
            remaining=end - time.monotonic(),
            policy=self._policy,
            budget=self._line.budget,
            chance=self._chance(),
        )
        self._shut_gate(error, decision)
        if isinstance(decision, Again) and self._line.breaker.state is State.OPEN:
            return Over("it failed too often just now")
        return decision

    def _shut_gate(self, error: ModelError, decision: Again | Over) -> None:
        """Keep all callers away for as long as the endpoint said, or a moment if it gave no time with its 429."""
        if isinstance(error, ModelOverloaded) and error.retry_after is not None:
            self._line.gate.shut(error.retry_after)
        elif isinstance(error, ModelRateLimited) and isinstance(decision, Again):
            self._line.gate.shut(decision.seconds)

    def _judge(self, error: ModelError, permit: Permit) -> None:
        match error:
            case ModelTimeout(answering=True) | ModelRateLimited():
                permit.release()
            case ModelOverloaded(status=int(status)) if status < 500:
                permit.release()
            case ModelTimeout() | ModelUnreachable() | ModelOverloaded() | ModelBroken():
                permit.bad()
            case _:
                permit.release()

    def _unavailable(self, refused: Open) -> ModelUnavailable:
        seconds = math.ceil(refused.seconds)
        when = f"in {seconds} s" if seconds else "when the call that tries it now has ended"
        return ModelUnavailable(
            f"{self.name} failed too often just now and is left alone: try again {when}.", refused.seconds
        )

    def _tell(self, news: Tried | Held) -> None:
        if self._watcher is not None:
            self._watcher(news)


def watched(provider: Provider, watcher: Callable[[Tried | Held], None], seconds: float) -> Provider:
    """`provider` for one run, where it can tell what it does: see `ResilientProvider.watched`."""
    return provider.watched(watcher, seconds) if isinstance(provider, ResilientProvider) else provider


def once(provider: Provider) -> Provider:
    """`provider` without retries, where it has any."""
    return provider.once() if isinstance(provider, ResilientProvider) else provider


def in_short(error: ModelError) -> str:
    """What went wrong with one try, in a word or two."""
    if error.status is not None:
        return str(error.status)
    return next((words for kind, words in _IN_SHORT if isinstance(error, kind)), "refused")


def _tried(error: ModelError, decision: Again | Over) -> Tried:
    failure = in_short(error)
    return Tried(failure, decision.seconds) if isinstance(decision, Again) else Tried(failure, None, decision.reason)
