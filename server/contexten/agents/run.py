"""The life of a run, the same for every back end.

    queued ──▸ sending ──▸ working ──▸ ready | failed | cancelled
                  └──▸ unknown ──▸ working (found, or named by a person) | cancelled

**Invariant:** `sending` is on the disk before the one request that starts a run is made, and that request is made only
by who wrote it. So a run starts at most once for an intent, wherever the process is killed; where nobody can tell
whether it did, a person is asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contexten.agents.intents import Entry, Intents
from contexten.agents.model import LogLine, LogPage, Run, RunRequest, RunState
from contexten.agents.steps import Pace, RunLimits, Steps
from contexten.errors import AgentError, AgentMissing, AgentRefused
from contexten.trace import crash, logger

if TYPE_CHECKING:
    from contexten.agents.model import Backend
    from contexten.store.store import Store

Listener = Callable[[Run], None]
"""Gets a run whenever something about it changed. Called on the loop; must not wait."""

_NEVER_SENT = "The server ended before the run was sent: nothing was started. Launch it again if you still want it."
_DIED = "It ended with the program that ran it; what it had proposed is kept."
_CANCELLED = "It was cancelled; what it had proposed is kept."
_ENDING = 5.0
"""Seconds that a request which starts a run may still take when the server ends."""

_log = logger("agents")


class AgentRuns:
    """All runs of one back end: those of this process, and those that others wrote down. Use it from one event loop."""

    def __init__(
        self,
        backend: Backend,
        store: Store,
        limits: RunLimits | None = None,
        *,
        now: Callable[[], float] = time.time,
        pace: Pace | None = None,
    ) -> None:
        self._backend = backend
        self._intents = Intents(store)
        self._limits = limits or RunLimits()
        self._now = now
        self._steps = Steps(backend, self._intents, self._limits, now=now, tell=self._tell, pace=pace or Pace())
        self._mine: dict[str, Entry] = {}
        self._drivers: dict[str, asyncio.Task[None]] = {}
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` of every change of a run of this process; the result ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def launch(self, request: RunRequest, *, confirmed: bool = False) -> Run:
        """Write down the intent and start the run in the background; `confirmed`: a person allowed this very run.

        Raises AgentRefused where it may not be started, and then nothing was sent.
        """
        await self._permit(request, confirmed=confirmed)
        at = self._now()
        owner = await asyncio.to_thread(self._intents.own)
        run = Run(secrets.token_hex(8), self._backend.name, request, RunState.QUEUED, owner, at, at)
        entry = await asyncio.to_thread(self._intents.add, run)
        if entry is None:
            raise AgentRefused("The run was not started: it cannot be written down just now. Try again.")
        self._tell(run)
        self._drive(entry, self._steps.send(entry))
        return run

    async def pick_up(self) -> tuple[Run, ...]:
        """Take over what processes that are gone left unfinished; the runs that were taken over."""
        owner = await asyncio.to_thread(self._intents.own)
        taken: list[Run] = []
        for entry in await asyncio.to_thread(self._intents.orphans, self._backend.name):
            run = self._taken_over(replace(entry.run, owner=owner, changed=self._now()))
            # Another process may pick up at the same moment: one of the two swaps.
            if await asyncio.to_thread(self._intents.swap, entry, run):
                self._tell(run)
                taken.append(run)
                if run.state.is_open:
                    self._go_on(entry)
                else:
                    await self._backend.clear(run.id)
        await asyncio.to_thread(self._intents.trim, self._limits.kept, self._limits.kept_bytes)
        return tuple(taken)

    async def all(self) -> tuple[Run, ...]:
        """All runs, the newest first."""
        entries = await asyncio.to_thread(self._intents.all)
        return tuple(entry.run for entry in entries if entry.run.backend == self._backend.name)

    async def get(self, intent: str) -> Run:
        """One run. Raises AgentMissing where there is none."""
        return (await self._entry(intent)).run

    async def wait(self, intent: str) -> Run:
        """The run when nothing more happens to it by itself; being cancelled does not cancel the run."""
        entry = await self._entry(intent)
        driver = self._drivers.get(intent)
        if driver is not None:
            await asyncio.wait([driver])
        return entry.run

    async def sent(self, intent: str) -> Run:
        """The run when the request that starts it is answered, or will not be made."""
        entry = await self._entry(intent)
        if intent in self._drivers and entry.run.state in {RunState.QUEUED, RunState.SENDING}:
            await entry.sent.wait()
        return entry.run

    async def logs(self, intent: str, *, skip: int = 0, limit: int = 100, newest_first: bool = False) -> LogPage:
        """What the run did so far."""
        remote = (await self.get(intent)).remote
        if remote is None:
            return LogPage((), 0)
        if not self._backend.lasting and await self._backend.find(intent) is None:
            return _page(remote.log, skip, limit, newest_first=newest_first)
        return await self._backend.logs(remote.id, skip=skip, limit=limit, newest_first=newest_first)

    async def look(self, intent: str) -> Run:
        """Ask now how the run stands: also one that is no longer watched, or whose start was not confirmed."""
        entry = await self._entry(intent)
        before = entry.run.state
        if not self._backend.lasting and await self._backend.find(intent) is None:
            # Only its own process knows more, and writes it down.
            return entry.run
        if entry.run.remote is not None:
            await self._steps.seen(entry, await self._backend.look(entry.run.remote.id))
        elif before is RunState.UNKNOWN:
            await self._steps.settle(entry)
        await self._follow(entry, before)
        return entry.run

    async def name(self, intent: str, remote: str) -> Run:
        """A person found the run that was started for `intent`: it is watched from now on."""
        entry = await self._unknown(intent)
        await self._steps.seen(entry, await self._backend.look(remote))
        await self._follow(entry, RunState.UNKNOWN)
        return entry.run

    async def again(self, intent: str, *, confirmed: bool = False) -> Run:
        """A person says that the run was not started: a new intent is launched in its place."""
        entry = await self._unknown(intent)
        fresh = await self.launch(entry.run.request, confirmed=confirmed)
        await self._steps.move(entry, state=RunState.CANCELLED, reason=f"It was started again as {fresh.id}.")
        return fresh

    async def cancel(self, intent: str) -> Run:
        """End the run, as far as the service can; what it did so far is kept."""
        entry = await self._entry(intent)
        await entry.idle.wait()
        if entry.run.state.is_over:
            return entry.run
        reason = await self._stopped(entry.run)
        remote = entry.run.remote
        if not self._backend.lasting:
            remote = await self._backend.find(intent) or remote
        moved = await self._steps.move(entry, state=RunState.CANCELLED, reason=reason, remote=remote)
        if moved and intent in self._drivers:
            self._drivers[intent].cancel()
        return entry.run

    async def aclose(self) -> None:
        """Stop watching; runs that can go on do, and the next process picks them up."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ENDING):
                await asyncio.gather(*(entry.idle.wait() for entry in self._mine.values()))
        drivers = tuple(self._drivers.values())
        for driver in drivers:
            driver.cancel()
        watched = tuple(self._mine.values())
        await asyncio.gather(*drivers, return_exceptions=True)
        await self._backend.aclose()
        if not self._backend.lasting:
            await asyncio.gather(*map(self._given_up, watched))

    async def _permit(self, request: RunRequest, *, confirmed: bool) -> None:
        limits = self._limits
        if limits.per_day < 1:
            raise AgentRefused("The limit of runs a day is 0: nothing was started.")
        if self._backend.paid and not (confirmed or limits.allow_paid):
            raise AgentRefused("An agent run costs money and was not allowed: confirm it, or allow paid runs.")
        if not request.prompt.strip():
            raise AgentRefused("There is nothing to ask the agent: write an instruction.")
        size = len(request.prompt.encode("utf-8", "replace"))
        if size > limits.prompt_bytes or sum(map(len, request.images)) > limits.image_bytes:
            raise AgentRefused(f"The request is too large ({size >> 10} kB of text): ask for less.")
        if self._intents.degraded:
            raise AgentRefused(f"The run was not started, as it cannot be written down. {self._intents.degraded}")
        wait = await asyncio.to_thread(self._intents.may_launch, self._backend.name, limits.per_day)
        if wait < 0:
            raise AgentRefused("The run was not started: it cannot be counted just now. Try again.")
        if wait > 0:
            raise AgentRefused(
                f"{limits.per_day} runs were launched within a day, which is the limit: the next is possible in "
                f"{wait / 3600:.1f} h."
            )

    def _taken_over(self, run: Run) -> Run:
        """What becomes of an open run whose process is gone: it goes on, or it has ended with that."""
        if run.state is RunState.QUEUED:
            return replace(run, state=RunState.CANCELLED, reason=_NEVER_SENT)
        return run if self._backend.lasting else replace(run, state=RunState.FAILED, reason=_DIED)

    async def _given_up(self, entry: Entry) -> None:
        """Write down the end of a run that ends with this process."""
        remote = await self._backend.find(entry.run.id) or entry.run.remote
        if entry.run.state.is_open:
            ended = remote is not None and remote.state is not RunState.CANCELLED and remote.state.is_over
            state, reason = (remote.state, remote.reason) if remote and ended else (RunState.FAILED, _DIED)
            await self._steps.move(entry, state=state, reason=reason, remote=remote)

    async def _entry(self, intent: str) -> Entry:
        entry = self._mine.get(intent) or await asyncio.to_thread(self._intents.get, intent)
        if entry is None:
            raise AgentMissing(f"There is no run {intent[:40]!r}: 'contexten agent runs' lists those there are.")
        return entry

    async def _unknown(self, intent: str) -> Entry:
        entry = await self._entry(intent)
        if entry.run.state is not RunState.UNKNOWN:
            raise AgentRefused(f"The run is {entry.run.state.value}: only of an unknown one has a person to say it.")
        return entry

    async def _stopped(self, run: Run) -> str:
        """End the run at its service; the sentence that tells a person how that went."""
        if run.remote is None:
            unknown = run.state in {RunState.UNKNOWN, RunState.SENDING}
            return "It was given up; it may run all the same." if unknown else "It was not started."
        try:
            await self._backend.stop(run.remote.id)
        except AgentError as error:
            return f"It is no longer watched, but may go on: {error}"
        if not self._backend.lasting:
            return _CANCELLED
        return "The service was asked to stop it."

    async def _follow(self, entry: Entry, before: RunState) -> None:
        """Watch a run that goes on and that no process looks after; `before`: how it stood until now."""
        if entry.run.state is not RunState.WORKING or entry.run.id in self._drivers:
            return
        if before.is_open and not await asyncio.to_thread(self._intents.is_orphan, entry.run):
            return
        # A person brought back what was over or unknown: it has all of its time again.
        since = entry.run.since if before.is_open else self._now()
        if await self._steps.move(entry, owner=await asyncio.to_thread(self._intents.own), since=since):
            self._go_on(entry)

    def _go_on(self, entry: Entry) -> None:
        """Do in the background what is left to do about a run that was taken over."""
        run = entry.run
        work = None if run.state is RunState.WORKING else self._steps.settle(entry)
        self._drive(entry, work, max(0.0, self._now() - (run.since or run.made)))

    def _drive(self, entry: Entry, work: Coroutine[Any, Any, None] | None, spent: float = 0.0) -> None:
        intent = entry.run.id
        self._mine[intent] = entry
        self._drivers[intent] = asyncio.create_task(self._driven(entry, work, spent))

    async def _driven(self, entry: Entry, work: Coroutine[Any, Any, None] | None, spent: float) -> None:
        try:
            if work is not None:
                await work
            await self._steps.watch(entry, spent)
        except Exception as error:  # noqa: BLE001  a bug in one run must not end the others; it is written down as it stands
            crash(_log, f"looking after the run {entry.run.id}", error)
        finally:
            del self._mine[entry.run.id], self._drivers[entry.run.id]

    def _tell(self, run: Run) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(run)
            except Exception as error:  # noqa: BLE001  whoever listens must not stop a run
                crash(_log, "a listener", error)


def _page(lines: tuple[LogLine, ...], skip: int, limit: int, *, newest_first: bool) -> LogPage:
    ordered = lines[::-1] if newest_first else lines
    return LogPage(ordered[skip : skip + limit], len(lines))
