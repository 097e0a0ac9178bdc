"""Local agents as a configuration names them. Nothing is started before the first run."""

from __future__ import annotations

import asyncio
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.agents.acp.backend import NAME, AcpBackend
from contexten.agents.acp.model import Limits, LocalAgent, Rules
from contexten.agents.intents import Intents
from contexten.agents.run import AgentRuns
from contexten.agents.steps import RunLimits
from contexten.errors import ConfigError
from contexten.extensions.codegen.agent_place import AgentPlace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.agents.acp.model import Ask
    from contexten.agents.model import Run
    from contexten.extensions.codegen.agent_place import TakeSnapshot
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.store.store import Store

CODEGEN = "codegen"
"""The name that always means Codegen's agents."""

_PER_DAY = 200
_LONGEST = 400
"""Characters of a command: a person must be able to read it in a question."""


@dataclass(slots=True)
class Surroundings:
    """What a run needs of whoever shows it: an editor, a terminal, a script."""

    take: TakeSnapshot
    """The workspace as it is now."""
    ask: Ask
    """Asks the person."""


class LocalAgents:
    """The agents of the settings and their runs. Use it from one event loop."""

    def __init__(self, config: CodegenAutogenConfig, store: Store, surroundings: Surroundings) -> None:
        self.agents = parse_agents(config.agent_local_agents)
        self._config = config
        self._store = store
        self._surroundings = surroundings
        self._opening = asyncio.Lock()
        self._runs: AgentRuns | None = None
        self._picked_up: tuple[Run, ...] = ()

    @property
    def per_day(self) -> int:
        """How many runs may be launched in 24 hours."""
        return _PER_DAY

    async def runs(self) -> AgentRuns:
        """All runs; those whose process is gone are written down as ended."""
        async with self._opening:
            if self._runs is None:
                runs = AgentRuns(self._backend(), self._store, self._limits())
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
        limits = Limits(seconds=config.agent_local_timeout)
        return AcpBackend(
            self.agents, lambda folder: AgentPlace(folder, surroundings.take), surroundings.ask, rules, limits
        )

    def _limits(self) -> RunLimits:
        watch = self._config.agent_local_timeout + 600.0
        return RunLimits(per_day=_PER_DAY, watch=watch, first_pause=0.5, longest_pause=2.0)


def parse_agents(entries: Sequence[str]) -> dict[str, LocalAgent]:
    """The agents that a setting names as `NAME=COMMAND`. Raises ConfigError for an entry that is none."""
    found: dict[str, LocalAgent] = {}
    for entry in entries:
        agent = _agent(entry)
        if agent.name in found:
            raise ConfigError(f"Two local agents are called {agent.name!r}.")
        found[agent.name] = agent
    return found


def _agent(entry: str) -> LocalAgent:
    name, sign, line = (part.strip() for part in entry.partition("="))
    if not sign or not name or not name.isprintable() or len(name) > 40:
        raise ConfigError(f"{entry[:80]!r} is no local agent: write 'NAME=COMMAND', such as 'gemini=gemini --acp'.")
    if name.lower() == CODEGEN:
        raise ConfigError("A local agent cannot be called 'codegen': that name means Codegen's own.")
    if len(line) > _LONGEST or not line.isprintable():
        raise ConfigError(f"The command of the local agent {name!r} is longer than {_LONGEST} plain characters.")
    try:
        command = tuple(shlex.split(line))
    except ValueError as error:
        raise ConfigError(f"The command of the local agent {name!r} has an open quotation mark.") from error
    if not command or not command[0]:
        raise ConfigError(f"The local agent {name!r} has no command.")
    return LocalAgent(name, command)
