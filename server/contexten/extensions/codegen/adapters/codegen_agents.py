"""Codegen's agents as a configuration names them. Nothing is asked before the first run, listing or log."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.agents.codegen.backend import CodegenBackend
from contexten.agents.codegen.client import CodegenClient
from contexten.agents.codegen.door import Access
from contexten.agents.codegen.places import full_name, organisation_of, repository_of
from contexten.agents.intents import Intents
from contexten.agents.run import AgentRuns
from contexten.agents.steps import RunLimits
from contexten.errors import AgentRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contexten.agents.model import Run
    from contexten.calls.lines import Line
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.store.store import Store

FindToken = Callable[[], str | None]
"""The token of the API as it is kept now; may wait for a keyring."""

_NO_TOKEN = "There is no token for Codegen: set CODEGEN_API_TOKEN, or run 'contexten key set' with its address."  # noqa: S105


def limits_of(config: CodegenAutogenConfig) -> RunLimits:
    """What `config` lets runs cost."""
    return RunLimits(
        allow_paid=config.agent_allow_paid,
        per_day=config.agent_max_runs_per_day,
        watch=config.agent_max_minutes * 60.0,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where runs that are about one folder go."""

    organisation: int
    repository: int | None
    """None: Codegen chooses."""
    name: str = ""
    """The repository's `owner/name`, where git's remote gave it."""
    folder: str = ""


class CodegenAgents:
    """The runs of one account, connected when they are first needed. Use it from one event loop."""

    def __init__(
        self,
        config: CodegenAutogenConfig,
        store: Store,
        *,
        find_token: FindToken | None = None,
        folder: str = "",
        remote: Callable[[str], str] = lambda _: "",
        line: Line | None = None,
        environ: Mapping[str, str] | None = None,
        on_change: Callable[[Run], None] | None = None,
    ) -> None:
        """`folder`: what runs are about where no other is named; `remote` gives the git remote of one, and may block.

        `on_change` is told of every change of a run of this process, see `AgentRuns.subscribe`.
        """
        self._config = config
        self._store = store
        self._find_token = find_token or (lambda: config.agent_token or None)
        self._folder = folder
        self._remote = remote
        self._line = line
        self._limits = limits_of(config)
        self._on_change = on_change
        self._environ = os.environ if environ is None else environ
        self._connecting = asyncio.Lock()
        self._client: CodegenClient | None = None
        self._runs: AgentRuns | None = None
        self._picked_up: tuple[Run, ...] = ()
        self._known_organisation: int | None = None
        self._places: dict[str, Place] = {}

    @property
    def limits(self) -> RunLimits:
        """What runs may cost."""
        return self._limits

    async def runs(self) -> AgentRuns:
        """All runs; what gone processes left unfinished is picked up. Raises AgentError or ConfigError."""
        async with self._connecting:
            if self._runs is None:
                client, organisation = await self._connected(), await self._organisation()
                runs = AgentRuns(CodegenBackend(client, organisation), self._store, self._limits)
                if self._on_change is not None:
                    runs.subscribe(self._on_change)
                self._picked_up = await runs.pick_up()
                self._runs = runs
            return self._runs

    async def has_unfinished(self) -> bool:
        """Whether a process that is gone left a run unfinished; asks nobody."""
        return await asyncio.to_thread(Intents(self._store).has_orphans, CodegenBackend.name)

    async def pick_up(self) -> tuple[Run, ...]:
        """Connect, and watch what gone processes left unfinished; those runs. Raises AgentError or ConfigError."""
        await self.runs()
        return self._picked_up

    async def place(self, folder: str = "") -> Place:
        """The organisation and the repository that a run about `folder` would go to; asked once for each.

        Raises AgentError or ConfigError.
        """
        folder = folder or self._folder
        async with self._connecting:
            if folder not in self._places:
                client, organisation = await self._connected(), await self._organisation()
                remote = await asyncio.to_thread(self._remote, folder)
                repository = await repository_of(client, organisation, None, remote, self._environ)
                self._places[folder] = Place(organisation, repository, full_name(remote) or "", folder)
            return self._places[folder]

    async def aclose(self) -> None:
        """Stop watching and close connections; runs go on."""
        if self._runs is not None:
            await self._runs.aclose()
        elif self._client is not None:
            await self._client.aclose()

    async def _connected(self) -> CodegenClient:
        if self._client is None:
            token = await asyncio.to_thread(self._find_token)
            if not token:
                raise AgentRefused(_NO_TOKEN)
            access = Access(self._config.agent_base_url, token, self._renewed, total=self._config.agent_timeout)
            self._client = CodegenClient(access, self._store, line=self._line)
        return self._client

    async def _organisation(self) -> int:
        if self._known_organisation is None:
            explicit = self._config.agent_org_id or None
            self._known_organisation = await organisation_of(await self._connected(), explicit, self._environ)
        return self._known_organisation

    async def _renewed(self) -> str | None:
        return await asyncio.to_thread(self._find_token)
