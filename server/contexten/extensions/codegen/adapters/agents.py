"""Every agent that a configuration names: Codegen's, and the local ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.agents.acp.backend import NAME
from contexten.agents.codegen.backend import CodegenBackend
from contexten.agents.several import AllRuns
from contexten.errors import AgentRefused
from contexten.extensions.codegen.agent_names import CODEGEN

if TYPE_CHECKING:
    from contexten.agents.acp.model import LocalAgent
    from contexten.agents.model import Run
    from contexten.agents.steps import RunLimits
    from contexten.extensions.codegen.adapters.codegen_agents import CodegenAgents, Place
    from contexten.extensions.codegen.adapters.local_agents import LocalAgents
    from contexten.store.store import Store


class Agents:
    """All agents, and the runs of all. Use it from one event loop."""

    def __init__(self, codegen: CodegenAgents, local: LocalAgents, store: Store, default: str) -> None:
        """`default`: the agent that is meant where none is named."""
        self.codegen = codegen
        self.local = local
        self._default = default or CODEGEN
        self._runs = AllRuns(store, {CodegenBackend.name: codegen.runs, NAME: local.runs})

    @property
    def limits(self) -> RunLimits:
        """What runs of Codegen's may cost."""
        return self.codegen.limits

    def named(self, name: str) -> LocalAgent | None:
        """The local agent of that name, the default's where it is empty; None: Codegen's. Raises AgentRefused."""
        name = name or self._default
        if name.lower() == CODEGEN:
            return None
        agent = self.local.agents.get(name)
        if agent is None:
            known = ", ".join((CODEGEN, *self.local.agents))
            raise AgentRefused(f"There is no agent {name[:40]!r}: known are {known} ('contexten.agent.local.agents').")
        return agent

    async def runs(self) -> AllRuns:
        """The runs of all agents."""
        return self._runs

    async def kept(self) -> tuple[Run, ...]:
        """All runs as they are written down, the newest first; asks nobody and needs no token."""
        return await self._runs.all()

    async def kept_run(self, run: str) -> Run:
        """One run as it is written down. Raises AgentMissing."""
        return await self._runs.get(run)

    async def to_continue(self, run: str, *, agent: str = "", model: str | None = None) -> Run | None:
        """The ended run of Codegen's that a task goes on with; None where `run` names none.

        Raises AgentMissing, or AgentRefused where it cannot be gone on with, or not by that agent or model.
        """
        if not run:
            return None
        found = await self._runs.get(run)
        if agent or model:
            raise AgentRefused("A run is gone on with by its own agent and model: name no other.")
        if found.backend != CodegenBackend.name:
            raise AgentRefused("Only a run of Codegen's can be gone on with: give the local agent a new task.")
        if found.remote is None or not found.state.is_over:
            raise AgentRefused(f"The run is {found.state.value}: only one that ran and ended can be gone on with.")
        return found

    async def has_unfinished(self) -> bool:
        """Whether a process that is gone left a run unfinished; asks nobody."""
        return await self.local.has_unfinished() or await self.codegen.has_unfinished()

    async def pick_up(self) -> tuple[Run, ...]:
        """Write down or watch what gone processes left unfinished; those runs. Raises AgentError or ConfigError."""
        found = await self.local.pick_up() if await self.local.has_unfinished() else ()
        return found + (await self.codegen.pick_up() if await self.codegen.has_unfinished() else ())

    async def place(self, folder: str = "") -> Place:
        """Where a run of Codegen's about `folder` would go; empty: the first one. Raises AgentError or ConfigError."""
        return await self.codegen.place(folder)

    async def aclose(self) -> None:
        """Stop watching and close connections; runs of local agents end."""
        await self.local.aclose()
        await self.codegen.aclose()
