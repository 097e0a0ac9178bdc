"""Completion at the cursor: the one part of this project that asks a model because somebody types.

It is off unless a person turns it on. What a keystroke itself waits for is as without it: the question is asked beside
the typing, after a pause, with a small deadline, and a newer question of the same document ends the older one, down to
its socket.

**Invariant:** with `inlineCompletion.enabled` false no model is asked from here, whoever calls.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import aclosing, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from contexten.calls.breaker import CircuitBreaker, Open, Permit
from contexten.errors import ModelError, ModelRefused, ModelUnavailable
from contexten.extensions.codegen.inline_fit import refitted
from contexten.extensions.codegen.inline_forms import form_of
from contexten.extensions.codegen.inline_held import HeldSuggestions
from contexten.extensions.codegen.inline_spot import Spot, spot_at
from contexten.extensions.codegen.providers import NoModel
from contexten.llm.protocol import Deadlines, Delta, FinishReason, ModelRequest, Usage
from contexten.llm.resilient import in_short, once
from contexten.trace import logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.extensions.codegen.gather import Gatherer
    from contexten.extensions.codegen.inline_forms import Form
    from contexten.llm.protocol import Provider
    from contexten.workspace.snapshot import Snapshot

_FAILURES = 3
_LEFT_ALONE = 20.0
"""Seconds; doubled with each further failure, up to `_LEFT_ALONE_LONGEST`."""
_LEFT_ALONE_LONGEST = 600.0
_LONGEST = 32_000
"""Characters of an answer that are read, whatever a server sends."""
_SLACK = 1.0
"""Seconds that the call's own deadline is behind ours: it counts against the model for every other caller too."""

_log = logger("inline")


@dataclass(frozen=True, slots=True)
class Supplies:
    """What suggestions are made with; asked anew each time, as settings and index change."""

    config: Callable[[], CodegenAutogenConfig]
    gatherer: Callable[[], Gatherer]
    model: Callable[[], Awaitable[Provider | NoModel]]
    is_warm: Callable[[], bool]
    """Whether the workspace is read, so that choosing other code takes milliseconds."""
    spent: Callable[[str, Usage], None]
    """Takes what a call cost; blocks."""
    hands: asyncio.Semaphore
    """Shared with all that choose context."""


@dataclass(slots=True)
class _Said:
    """An answer as far as it came."""

    text: str = ""
    whole: bool = False
    usage: Usage = field(default_factory=Usage)


class InlineCompleter:
    """Suggestions for all documents of one integration. Use it from one event loop."""

    def __init__(self, supplies: Supplies, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._with = supplies
        self._held = HeldSuggestions()
        self._asking: dict[str, asyncio.Task[str]] = {}
        self._breaker = CircuitBreaker(_FAILURES, _LEFT_ALONE_LONGEST, first_timeout=_LEFT_ALONE, clock=clock)
        self._noting: set[asyncio.Task[None]] = set()
        self._counts: Counter[str] = Counter()
        self._trouble = ""
        self._told: set[str] = set()
        self._news: NoModel | None = None

    async def complete(self, snapshot: Snapshot, path: str, offset: int, *, invoked: bool) -> str:
        """The text to show at byte `offset`, empty for none; `invoked`: the person asked for it.

        Raises only for cancellation and bugs.
        """
        if not self._with.config().inline_enabled:
            return ""
        former = self._asking.get(path)
        if former is not None:
            former.cancel()
        work = asyncio.ensure_future(self._suggested(snapshot, path, offset, invoked=invoked))
        self._asking[path] = work
        try:
            return await work
        except asyncio.CancelledError:
            if _is_being_cancelled():
                raise
            self._counts["superseded"] += 1
            return ""
        finally:
            if self._asking.get(path) is work:
                del self._asking[path]

    async def aclose(self) -> None:
        """End what is being asked."""
        asking = tuple(self._asking.values())
        for work in asking:
            work.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        await asyncio.gather(*self._noting, return_exceptions=True)

    def take_news(self) -> NoModel | None:
        """Why no model is asked, where a person can change that; told once, until one is asked again."""
        news, self._news = self._news, None
        return news

    def status(self) -> dict[str, object]:
        """Counts since the start, and the state of the breaker, for `contexten.status`."""
        names = ("asked", "shown", "reused", "superseded", "late", "failed")
        counts = {name: self._counts[name] for name in names}
        return {**counts, "breaker": self._breaker.state.value, "trouble": self._trouble}

    async def _suggested(self, snapshot: Snapshot, path: str, offset: int, *, invoked: bool) -> str:
        document = snapshot.document(path)
        held = None if document is None else self._held.get(path, document, offset)
        if held is not None and not held.closed and (held.text or not invoked):
            self._counts["reused"] += bool(held.text)
            return held.text
        if not invoked and held is None:
            await asyncio.sleep(self._with.config().inline_delay / 1000)
        spot = await asyncio.to_thread(spot_at, snapshot, path, offset, invoked=invoked)
        if spot is None:
            return ""
        if held is not None and held.text:
            text = await asyncio.to_thread(refitted, held.text, spot)
            if text:
                self._counts["reused"] += 1
                return text
        return await self._asked(spot, invoked=invoked)

    async def _asked(self, spot: Spot, *, invoked: bool) -> str:
        config = self._with.config()
        model = await self._with.model()
        if isinstance(model, NoModel):
            self._hear_of(model)
            return ""
        self._told.clear()
        permit = self._breaker.admit()
        if isinstance(permit, Open) and not invoked:
            return ""
        await model.ready()
        with permit if isinstance(permit, Permit) else nullcontext():
            form = form_of(config)
            said, good = await self._heard(spot, once(model), form, config)
            if good is not None and isinstance(permit, Permit):
                (permit.good if good else permit.bad)()
        text = await asyncio.to_thread(form.fitting, said.text, spot, whole=said.whole)
        if text or said.whole:
            self._held.put(spot.path, spot.document, spot.offset, text)
        self._counts["shown"] += bool(text)
        return text

    async def _heard(
        self, spot: Spot, model: Provider, form: Form, config: CodegenAutogenConfig
    ) -> tuple[_Said, bool | None]:
        """The answer as far as it came in time, and whether the model did well; None: that cannot be told."""
        said = _Said()
        try:
            async with asyncio.timeout(config.inline_timeout / 1000):
                asked = await self._worded(spot, model, form, config)
                if asked is None:
                    return said, None
                await self._ask(model, _request(asked, config), said, lambda text: form.is_enough(text, spot))
        except TimeoutError:
            self._counts["late"] += 1
            self._note("no answer in time")
            return said, bool(said.text)
        except ModelError as error:
            self._counts["failed"] += 1
            # What an endpoint refuses is told in its own words: nobody sees an answer to a wrong form or parameter.
            self._note(str(error) if isinstance(error, ModelRefused) else in_short(error))
            return _Said(), None if isinstance(error, ModelUnavailable) else False
        self._note("")
        return said, True

    async def _worded(
        self, spot: Spot, model: Provider, form: Form, config: CodegenAutogenConfig
    ) -> ModelRequest | None:
        gatherer, half = self._with.gatherer(), config.inline_budget // 2

        def worded() -> ModelRequest | None:
            own = gatherer.around(spot.snapshot, spot.own, model, half)
            others = gatherer.pack(spot.snapshot, spot.target, model, half) if self._with.is_warm() else None
            return form.worded(spot, own, others)

        async with self._with.hands:
            return await asyncio.to_thread(worded)

    async def _ask(self, model: Provider, request: ModelRequest, said: _Said, is_enough: Callable[[str], bool]) -> None:
        """Read the answer into `said` until it is long enough; what it cost is noted however it ends."""
        self._counts["asked"] += 1
        is_billed = True
        try:
            async with aclosing(model.stream(request)) as events:
                async for event in events:
                    if isinstance(event, Delta):
                        said.text += event.text
                        if len(said.text) > _LONGEST or is_enough(said.text):
                            return
                    else:
                        said.whole, said.usage = event.reason is FinishReason.STOP, event.usage
        except ModelError:
            is_billed = bool(said.text)
            raise
        finally:
            if is_billed:
                self._note_cost(model, request, said)

    def _note_cost(self, model: Provider, request: ModelRequest, said: _Said) -> None:
        """Beside the answer: another process may be writing to the store."""
        work = asyncio.create_task(asyncio.to_thread(_tell_cost, self._with.spent, model, request, said))
        self._noting.add(work)
        work.add_done_callback(self._noting.discard)

    def _hear_of(self, reason: NoModel) -> None:
        self._note(reason.reason)
        if (reason.is_limit or reason.needs_approval is not None) and reason.reason not in self._told:
            self._told.add(reason.reason)
            self._news = reason

    def _note(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            _log.info("suggestions: %s", trouble)
        self._trouble = trouble


def _is_being_cancelled() -> bool:
    current = asyncio.current_task()
    return current is not None and current.cancelling() > 0


def _request(asked: ModelRequest, config: CodegenAutogenConfig) -> ModelRequest:
    seconds = config.inline_timeout / 1000 + _SLACK
    deadlines = Deadlines(connect=seconds, first_token=seconds, idle=seconds, total=seconds)
    return replace(
        asked, max_tokens=config.inline_max_tokens, temperature=config.model_temperature, deadlines=deadlines
    )


def _tell_cost(spent: Callable[[str, Usage], None], model: Provider, request: ModelRequest, said: _Said) -> None:
    """As the endpoint counted, else (it was not heard to the end) by our own count."""
    prompt = said.usage.prompt_tokens or sum(map(model.count_tokens, request.texts))
    spent(model.model, Usage(prompt, said.usage.completion_tokens or model.count_tokens(said.text)))
