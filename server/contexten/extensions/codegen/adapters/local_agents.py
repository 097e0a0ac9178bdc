"""Local agents as a configuration names them. Nothing is started before the first run."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.agents.acp.backend import NAME, AcpBackend
from contexten.agents.acp.model import Limits, Rules
from contexten.agents.intents import Intents
from contexten.agents.run import AgentRuns
from contexten.agents.steps import RunLimits
from contexten.extensions.codegen.agent_names import parse_agents
from contexten.extensions.codegen.agent_place import AgentPlace

if TYPE_CHECKING:
    from contexten.agents.acp.model import Ask
    from contexten.agents.model import Run
    from contexten.agents.run import Listener
    from contexten.extensions.codegen.agent_place import TakeSnapshot
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.store.store import Store

_ENDING = 60.0
"""Seconds that a run whose time is up may take to end by itself."""


async def nobody(_question: str, _answers: tuple[str, ...]) -> None:
    """There is no person to ask, so everything is refused."""


@dataclass(slots=True)
class Surroundings:
    """What a run needs of whoever shows it: an editor, a terminal, a script."""

    take: TakeSnapshot
    """The workspace as it is now."""
    ask: Ask = nobody
    """Asks the person."""


class LocalAgents:
    """The agents of the settings and their runs. Use it from one event loop."""

    def __init__(
        self, config: CodegenAutogenConfig, store: Store, surroundings: Surroundings, on_change: Listener
    ) -> None:
        """`on_change` is told of every change of a run of this process. Raises ConfigError for wrong settings."""
        self.agents = parse_agents(config.agent_local_agents)
        self._config = config
        self._store = store
        self._surroundings = surroundings
        self._on_change = on_change
        self.minutes = config.agent_max_minutes
        """How long a run may take."""
        self._opening = asyncio.Lock()
        self._runs: AgentRuns | None = None
        self._picked_up: tuple[Run, ...] = ()

    async def runs(self) -> AgentRuns:
        """All runs; those whose process is gone are written down as ended."""
        async with self._opening:
            if self._runs is None:
                runs = AgentRuns(self._backend(), self._store, _limits(self._config))
                runs.subscribe(self._on_change)
                self._picked_up = await runs.pick_up()
                self._runs = runs
            return self._runs

    async def has_unfinished(self) -> bool:
        """Whether a process that is gone left a run unfinished."""
        return await asyncio.to_thread(Intents(self._store).has_orphans, NAME)

    async def pick_up(self) -> tuple[Run, ...]:
        """The runs that ended with their processes, written down as that."""
        await self.runs()
        return self._picked_up

    async def aclose(self) -> None:
        """End all runs."""
        if self._runs is not None:
            await self._runs.aclose()

    def _backend(self) -> AcpBackend:
        surroundings, config = self._surroundings, self._config
        rules = Rules(config.agent_local_environment, config.agent_local_terminals)
        limits = Limits(seconds=config.agent_max_minutes * 60.0)
        return AcpBackend(
            self.agents, lambda folder: AgentPlace(folder, surroundings.take), surroundings.ask, rules, limits
        )


def _limits(config: CodegenAutogenConfig) -> RunLimits:
    """What `config` lets runs cost; a look costs nothing, as the run is in this process."""
    watch = config.agent_max_minutes * 60.0 + _ENDING
    return RunLimits(per_day=config.agent_max_runs_per_day, watch=watch, first_pause=0.5, longest_pause=2.0)
