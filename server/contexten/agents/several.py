"""The runs of all back ends behind one door: each is asked of the back end that it was launched at.

**Invariant:** listing runs and reading what is written down asks no service; a back end is opened when one of its runs
is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from contexten.agents.intents import Intents
from contexten.errors import AgentMissing, AgentRefused

if TYPE_CHECKING:
    from contexten.agents.model import LogPage, Run
    from contexten.agents.run import AgentRuns, Listener
    from contexten.store.store import Store

Open = Callable[[], Awaitable["AgentRuns"]]
"""The runs of one back end, connected where they are not yet. Raises AgentError or ConfigError."""


class AllRuns:
    """The methods of AgentRuns, for a run of any back end."""

    def __init__(self, store: Store, backends: Mapping[str, Open]) -> None:
        """`backends`: by the name under which their runs are written down."""
        self._intents = Intents(store)
        self._backends = dict(backends)
        self._listeners: list[Listener] = []
        self._heard: dict[str, Callable[[], None]] = {}

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` of every change of a run of this process, at back ends that are opened through here."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def all(self) -> tuple[Run, ...]:
        """All runs, the newest first, as they are written down."""
        entries = await asyncio.to_thread(self._intents.all)
        return tuple(entry.run for entry in entries)

    async def get(self, intent: str) -> Run:
        """One run as it is written down. Raises AgentMissing where there is none."""
        entry = await asyncio.to_thread(self._intents.get, intent)
        if entry is None:
            raise AgentMissing(f"There is no run {intent[:40]!r}: 'contexten agent runs' lists those there are.")
        return entry.run

    async def wait(self, intent: str) -> Run:
        """The run when nothing more happens to it by itself."""
        return await (await self.of(intent)).wait(intent)

    async def sent(self, intent: str) -> Run:
        """The run when the request that starts it is answered, or will not be made."""
        return await (await self.of(intent)).sent(intent)

    async def logs(self, intent: str, *, skip: int = 0, limit: int = 100, newest_first: bool = False) -> LogPage:
        """What the run did so far."""
        return await (await self.of(intent)).logs(intent, skip=skip, limit=limit, newest_first=newest_first)

    async def look(self, intent: str) -> Run:
        """Ask now how the run stands."""
        return await (await self.of(intent)).look(intent)

    async def name(self, intent: str, remote: str) -> Run:
        """A person found the run that was started for `intent`."""
        return await (await self.of(intent)).name(intent, remote)

    async def again(self, intent: str, *, confirmed: bool = False) -> Run:
        """A person says that the run was not started: it is launched anew."""
        return await (await self.of(intent)).again(intent, confirmed=confirmed)

    async def cancel(self, intent: str) -> Run:
        """End the run, as far as its back end can."""
        return await (await self.of(intent)).cancel(intent)

    async def of(self, intent: str) -> AgentRuns:
        """The back end of a run. Raises AgentMissing, or AgentRefused where its back end is not there."""
        return await self.open((await self.get(intent)).backend)

    async def open(self, backend: str) -> AgentRuns:
        """A back end's runs; who subscribed here hears of them."""
        opener = self._backends.get(backend)
        if opener is None:
            raise AgentRefused(f"The run is of {backend!r}, which this version does not know.")
        runs = await opener()
        if backend not in self._heard:
            self._heard[backend] = runs.subscribe(self._tell)
        return runs

    def _tell(self, run: Run) -> None:
        for listener in tuple(self._listeners):
            listener(run)
