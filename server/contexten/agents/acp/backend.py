"""Local agents as a Backend. The package that speaks the protocol is imported with the first run."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from contexten.agents.acp.model import Limits, Rules
from contexten.agents.acp.process import kill_marked
from contexten.errors import AgentMissing, AgentOverloaded, AgentRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contexten.agents.acp.life import Life
    from contexten.agents.acp.model import Ask, LocalAgent, Place
    from contexten.agents.model import LogPage, Remote, RunRequest, Sleep

NAME = "local"
"""What runs of local agents are written down under; which agent it is stands in the request."""

_AT_ONCE = 4
_KEPT = 8
"""Ended runs whose whole log is still there; of the others the store has the end."""
_SETTLE = 0.2
"""Seconds between two looks at least, so that a busy agent does not keep the disk busy."""
_ENDING = 0.5
_STARTING = 0.5
"""Seconds within which a process that was begun runs."""


class AcpBackend:
    """Runs of the agents that a person named; all of them end with this process."""

    name = NAME
    paid = False
    lasting = False

    def __init__(
        self,
        agents: Mapping[str, LocalAgent],
        place: Callable[[str], Place],
        ask: Ask,
        rules: Rules | None = None,
        limits: Limits | None = None,
    ) -> None:
        """`place` opens the workspace at a folder for one run."""
        self._agents = agents
        self._place = place
        self._ask = ask
        self._rules = rules or Rules()
        self._limits = limits or Limits()
        self._lives: dict[str, Life] = {}

    async def admit(self) -> None:
        """Refuse a run where too many are under way. Raises AgentOverloaded."""
        if sum(not life.ended.is_set() for life in self._lives.values()) >= _AT_ONCE:
            raise AgentOverloaded(f"{_AT_ONCE} local agents are at work already: wait for one, or cancel it.")

    async def start(self, request: RunRequest, intent: str) -> Remote:
        """Start the agent's process; all that it says comes later. Raises AgentRefused or AgentUnreachable."""
        agent = self._agents.get(request.agent_type or "")
        if agent is None:
            known = ", ".join(self._agents) or "none"
            raise AgentRefused(f"There is no local agent {request.agent_type!r}; in the settings are: {known}.")
        if not request.folder:
            raise AgentRefused("A local agent works in a folder: open one.")
        # Half a second of imports, which must not hold up who types.
        life_of = await asyncio.to_thread(_life_class)
        life = life_of(agent, request, intent, self._place(request.folder), self._ask, self._rules, self._limits)
        await life.begin()
        self._remember(intent, life)
        return life.remote()

    async def find(self, intent: str) -> Remote | None:
        """The run, where it is this process's."""
        life = self._lives.get(intent)
        return None if life is None else life.remote()

    async def look(self, remote: str) -> Remote:
        """How the run stands. Raises AgentMissing where it is not this process's."""
        return self._life(remote).remote()

    async def pause(self, remote: str, seconds: float, sleep: Sleep) -> None:
        """Wait for `seconds`, or until there is something to write down."""
        life = self._lives.get(remote)
        if life is None:
            await sleep(seconds)
            return
        await asyncio.sleep(min(seconds, _SETTLE))
        try:
            async with asyncio.timeout(seconds):
                await life.news.fresh.wait()
        except TimeoutError:
            return
        life.news.fresh.clear()

    async def logs(self, remote: str, *, skip: int, limit: int, newest_first: bool) -> LogPage:
        """A page of what the run did."""
        return self._life(remote).journal.page(skip=skip, limit=limit, newest_first=newest_first)

    async def stop(self, remote: str) -> None:
        """End the run and all its processes."""
        life = self._lives.get(remote)
        if life is not None:
            await life.stop("It was cancelled; what it had proposed is kept.")

    async def clear(self, remote: str) -> None:
        """Kill what is left of a run whose process is gone."""
        await asyncio.to_thread(kill_marked, remote)
        # What was just being started when its program was killed has no mark before it runs.
        await asyncio.sleep(_STARTING)
        await asyncio.to_thread(kill_marked, remote)

    async def aclose(self) -> None:
        """End all runs."""
        why = "It ended with the program that ran it; what it had proposed is kept."
        await asyncio.gather(*(life.stop(why, grace=_ENDING) for life in self._lives.values()))

    def _life(self, remote: str) -> Life:
        life = self._lives.get(remote)
        if life is None:
            raise AgentMissing("The run is not one of this process.")
        return life

    def _remember(self, intent: str, life: Life) -> None:
        self._lives[intent] = life
        ended = [name for name, one in self._lives.items() if one.ended.is_set()]
        for name in ended[: max(0, len(self._lives) - _KEPT)]:
            del self._lives[name]


def _life_class() -> type[Life]:
    from contexten.agents.acp.life import Life

    return Life
