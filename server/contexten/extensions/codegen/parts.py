"""What an integration is made of, as long as its store lives: context, cache, monitor, circuits, agents."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contexten.calls.lines import Lines
from contexten.extensions.codegen.adapters.agents import Agents
from contexten.extensions.codegen.adapters.codegen_agents import CodegenAgents
from contexten.extensions.codegen.adapters.local_agents import LocalAgents
from contexten.extensions.codegen.autogenlib.cache_manager import CacheManager, CacheOptions
from contexten.extensions.codegen.gather import Gatherer
from contexten.extensions.codegen.limits import limit_reached
from contexten.extensions.codegen.providers import NoModel
from contexten.extensions.codegen.team import NoTeam, team_for
from contexten.extensions.codegen.utils.performance import PerformanceMonitor, parse_prices
from contexten.extensions.codegen.utils.telemetry import Telemetry
from contexten.llm.keys import find_codegen_key
from contexten.trace import crash, logger
from contexten.workspace.git import origin_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.agents.model import Run
    from contexten.agents.run import Listener
    from contexten.extensions.codegen.adapters.local_agents import Surroundings
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.llm.protocol import Provider
    from contexten.store.store import Store

_AGENTS = (
    "agent_org_id",
    "agent_token",
    "agent_base_url",
    "agent_timeout",
    "agent_allow_paid",
    "agent_max_runs_per_day",
    "agent_max_minutes",
    "agent_default",
    "agent_local_agents",
    "agent_local_environment",
    "agent_local_terminals",
)
"""The fields of the configuration that the agents are made of."""


_log = logger("agents")


class Parts:
    """All parts over one store. `root` is the folder whose git remote tells an agent's repository."""

    def __init__(self, config: CodegenAutogenConfig, store: Store, root: str, surroundings: Surroundings) -> None:
        self.store = store
        self.lines = Lines()
        self.gatherer = Gatherer(config)
        self.cache = CacheManager(store, CacheOptions(config.cache_enabled, config.cache_ttl))
        self.monitor = _monitor(config, store)
        self._config = config
        self._root = root
        self._surroundings = surroundings
        self._listeners: list[Listener] = []
        self.agents = self._connected(config)
        self._former: list[Agents] = []
        self._no_team = self._joined_team()

    def configure(self, config: CodegenAutogenConfig) -> None:
        """Take a new configuration; what is kept stays."""
        former, self._config = self._config, config
        self.gatherer = replace(self.gatherer, config=config)
        self.cache.configure(enabled=config.cache_enabled, ttl=config.cache_ttl)
        self.monitor.prices = parse_prices(config.model_prices)
        self._no_team = self._joined_team()
        if any(getattr(former, name) != getattr(config, name) for name in _AGENTS):
            self._former.append(self.agents)
            self.agents = self._connected(config)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` of every change of a run of this process, whatever is configured; the result ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def within_limits(self, model: Provider | NoModel, *, is_suggestion: bool = False) -> Provider | NoModel:
        """`model`, or why it may not be asked any more today."""
        if isinstance(model, NoModel):
            return model
        # It looks into the store, where another process may be writing.
        today = await asyncio.to_thread(self.monitor.today)
        reason = limit_reached(self._config, today.values(), is_suggestion=is_suggestion)
        return NoModel(reason, is_limit=True) if reason else model

    def stats(self) -> dict[str, Any]:
        """Cache, performance and the state of each circuit, as JSON; looks into the store."""
        team = self.cache.team_status() or {"used": False, "reason": self._no_team.reason if self._no_team else ""}
        packs = self.gatherer.packs.status()
        return {
            "cache": {**self.cache.status(), "packs": packs, "team": team, "degraded": self.store.degraded},
            "performance": self.monitor.described(),
            "circuits": self.lines.states(),
        }

    async def clear(self, *, index: bool) -> dict[str, int]:
        """Forget answers and context packs, with `index` also the facts of files; how many of each there were."""
        packs, answers = self.gatherer.packs.clear(), await self.cache.clear()
        facts = await asyncio.to_thread(self.store.clear_facts) if index else 0
        return {"packs": packs, "answers": answers, "facts": facts}

    async def aclose(self) -> None:
        """Close connections; Codegen's runs go on, those of local agents end."""
        await self.cache.aclose()
        for agents in (*self._former, self.agents):
            await agents.aclose()

    def _connected(self, config: CodegenAutogenConfig) -> Agents:
        local = LocalAgents(config, self.store, self._surroundings, self._tell)
        return Agents(self._codegen(config), local, self.store, config.agent_default)

    def _codegen(self, config: CodegenAutogenConfig) -> CodegenAgents:
        return CodegenAgents(
            config,
            self.store,
            find_token=lambda: codegen_token(config),
            folder=self._root,
            remote=origin_url,
            line=self.lines.line(config.agent_base_url),
            on_change=self._tell,
        )

    def _tell(self, run: Run) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(run)
            except Exception as error:  # noqa: BLE001  one that fails must not keep the news from the others
                crash(_log, "a listener of runs", error)

    def _joined_team(self) -> NoTeam | None:
        """Use the configured team's cache; why there is none."""
        found = team_for(self._config, self.store)
        self.cache.use_team(None if isinstance(found, NoTeam) else found)
        return found if isinstance(found, NoTeam) else None


def codegen_token(config: CodegenAutogenConfig) -> str | None:
    """The token of the Codegen API: the one that a script gave, else where the person keeps it. Blocks."""
    if config.agent_token:
        return config.agent_token
    key = find_codegen_key(config.agent_base_url)
    return None if key is None else key.value


def _monitor(config: CodegenAutogenConfig, store: Store) -> PerformanceMonitor:
    telemetry = Telemetry.installed() if config.performance_telemetry else None
    return PerformanceMonitor(store.usage, prices=parse_prices(config.model_prices), telemetry=telemetry)
