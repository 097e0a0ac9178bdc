"""The steps of one run: send once, settle what is not known, watch until it ends."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from contexten.agents.model import Remote, Run, RunState
from contexten.errors import AgentError, AgentMissing, AgentOverloaded, AgentTimeout, AgentUnconfirmed, AgentUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.agents.intents import Entry, Intents
    from contexten.agents.model import Backend, Sleep

_ASK = "Look in the browser whether it runs, then name it, start it again or give it up."


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What a run may cost and how it is watched. Times are in seconds."""

    allow_paid: bool = False
    """Whether paid runs may start without a person who confirms each."""
    per_day: int = 50
    """Launches in 24 hours, over all processes."""
    kept: int = 300
    """Finished runs that are remembered."""
    kept_bytes: int = 64_000_000
    """What they may take on the disk together, with the changes they proposed."""
    prompt_bytes: int = 400_000
    image_bytes: int = 10_000_000
    watch: float = 6 * 3600.0
    """How long a run may take; its service is then asked to stop it."""
    first_pause: float = 1.0
    """Before the first look; each further pause is longer."""
    longest_pause: float = 30.0
    growth: float = 1.2
    confirm: tuple[float, ...] = (0.0, 1.0, 3.0)
    """Pauses before the looks for a run whose start was not confirmed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How time passes while a run is watched."""

    clock: Callable[[], float] = time.monotonic
    """Seconds that no one sets back or forward."""
    sleep: Sleep = asyncio.sleep


class Steps:
    """What happens to runs of one back end; every step is written down and told."""

    def __init__(
        self,
        backend: Backend,
        intents: Intents,
        limits: RunLimits,
        *,
        now: Callable[[], float],
        tell: Callable[[Run], None],
        pace: Pace,
    ) -> None:
        self._backend = backend
        self._intents = intents
        self._limits = limits
        self._now = now
        self._tell = tell
        self._pace = pace

    async def send(self, entry: Entry) -> None:
        """Start the run, once. Nothing is raised: what went wrong is in the run's state and reason."""
        try:
            await self._backend.admit()
            entry.idle.clear()
            if await self._claim(entry):
                await self._start(entry)
        except AgentError as error:
            await self._failed(entry, error)
        finally:
            entry.idle.set()
            entry.sent.set()

    async def _start(self, entry: Entry) -> None:
        try:
            remote = await self._backend.start(entry.run.request, entry.run.id)
        except AgentUnconfirmed as error:
            await self.settle(entry, str(error))
        else:
            await self.seen(entry, remote)

    async def settle(self, entry: Entry, why: str = "The start was not confirmed.") -> None:
        """Look for a run that may have been started; a person is asked where it is not found."""
        for pause in self._limits.confirm:
            await asyncio.sleep(pause)
            try:
                remote = await self._backend.find(entry.run.id)
            except AgentError:
                continue
            if remote is not None:
                await self.seen(entry, remote)
                return
        await self.move(entry, state=RunState.UNKNOWN, reason=f"{why} {_ASK}")

    async def watch(self, entry: Entry, spent: float = 0.0) -> None:
        """Look again and again, with growing pauses, until the run ends or took too long.

        `spent`: the seconds that it took before; where nothing is left of its time it is looked at once.
        """
        limits, pace_of = self._limits, self._pace
        end = pace_of.clock() + max(0.0, limits.watch - spent)
        pause = limits.first_pause
        while entry.run.state is RunState.WORKING and entry.run.remote is not None:
            jitter = 1 - 0.2 * random.random()  # noqa: S311  so that not all look at once
            await self._backend.pause(entry.run.remote.id, pause * jitter, pace_of.sleep)
            pause = min(limits.longest_pause, pause * limits.growth)
            if await self._was_changed(entry):
                continue
            try:
                await self.seen(entry, await self._backend.look(entry.run.remote.id), only_from=RunState.WORKING)
            except AgentMissing as error:
                await self.move(entry, state=RunState.FAILED, reason=str(error))
            except AgentError as error:
                await self._in_the_way(entry, str(error))
            if pace_of.clock() > end and entry.run.state is RunState.WORKING:
                await self.move(entry, state=RunState.FAILED, reason=await self._endless(entry.run))
        if entry.run.remote is not None and not self._backend.lasting:
            # Another process may have cancelled it, which could only say so.
            await self._backend.stop(entry.run.remote.id)

    async def seen(self, entry: Entry, remote: Remote, *, only_from: RunState | None = None) -> None:
        """Take over what the service said about the run; `only_from`: unless a person moved it from there meanwhile."""
        if (remote, remote.state, _why(remote)) != (entry.run.remote, entry.run.state, entry.run.reason):
            await self.move(entry, remote=remote, state=remote.state, reason=_why(remote), only_from=only_from)

    async def move(self, entry: Entry, *, only_from: RunState | None = None, **changes: Any) -> bool:  # noqa: ANN401
        """Write down and tell the run's next step, `changes` being fields of Run.

        False where another process was first, whose step then counts, or where it does not stand `only_from` there.
        """
        async with entry.stepping:
            if only_from is not None and entry.run.state is not only_from:
                return False
            return await self._move(entry, replace(entry.run, changed=self._now(), **changes))

    async def _move(self, entry: Entry, run: Run) -> bool:
        if await asyncio.to_thread(self._intents.swap, entry, run):
            self._tell(run)
            return True
        theirs = await asyncio.to_thread(self._intents.get, run.id)
        if theirs is not None:
            entry.run, entry.row = theirs.run, theirs.row
            self._tell(entry.run)
            return False
        # The store was cleared or made anew meanwhile: what is known of a run that was started must not be lost.
        added = await asyncio.to_thread(self._intents.add, run)
        entry.run = run
        entry.row = entry.row if added is None else added.row
        self._tell(run)
        return True

    async def _claim(self, entry: Entry) -> bool:
        """Write `sending` down; only who succeeds may send."""
        run = replace(entry.run, changed=self._now(), state=RunState.SENDING)
        if await asyncio.to_thread(self._intents.swap, entry, run):
            self._tell(run)
            return True
        theirs = await asyncio.to_thread(self._intents.get, run.id)
        gone = replace(run, state=RunState.CANCELLED, reason="It was not sent, because its record vanished.")
        entry.run = gone if theirs is None else theirs.run
        self._tell(entry.run)
        return False

    async def _failed(self, entry: Entry, error: AgentError) -> None:
        is_later = isinstance(error, AgentOverloaded | AgentUnreachable | AgentTimeout)
        await self.move(entry, state=RunState.FAILED, reason=str(error), is_later=is_later)

    async def _was_changed(self, entry: Entry) -> bool:
        """Whether another process took a step, such as cancelling the run; it is then taken over."""
        theirs = await asyncio.to_thread(self._intents.get, entry.run.id)
        if theirs is None or theirs.row == entry.row:
            return False
        entry.run, entry.row = theirs.run, theirs.row
        self._tell(entry.run)
        return True

    async def _in_the_way(self, entry: Entry, reason: str) -> None:
        if reason != entry.run.reason:
            await self.move(entry, reason=reason)

    async def _endless(self, run: Run) -> str:
        """End a run that takes too long, as far as the service can; the sentence that tells a person."""
        late = f"It did not end within {self._limits.watch / 60:.3g} minutes"
        try:
            await self._backend.stop(run.remote.id if run.remote else "")
        except AgentError as error:
            return f"{late} and is no longer watched; it may go on at {run.url or 'the service'}: {error}"
        return f"{late}, so the service was asked to stop it."


def _why(remote: Remote) -> str:
    """What a person should know of the end, where the state does not say it."""
    if remote.reason:
        return remote.reason
    plain = remote.state in {RunState.WORKING, RunState.READY}
    return "" if plain else f"The service says {remote.status!r}."
