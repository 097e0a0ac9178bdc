"""Codegen's agents as a configuration names them. Nothing is asked before the first run, listing or log."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.agents.codegen.backend import CodegenBackend
from contexten.agents.codegen.client import CodegenClient
from contexten.agents.codegen.door import Access
from contexten.agents.codegen.places import organisation_of, repository_of
from contexten.agents.run import AgentRuns
from contexten.agents.steps import RunLimits
from contexten.errors import AgentRefused
from contexten.llm.keys import find_codegen_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contexten.calls.lines import Line
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.store.store import Store

_NO_TOKEN = "There is no token for Codegen: set CODEGEN_API_TOKEN, or run 'contexten key set' with its address."  # noqa: S105


@dataclass(frozen=True, slots=True)
class Place:
    """Where runs of this workspace go."""

    organisation: int
    repository: int | None
    """None: Codegen chooses."""


class CodegenAgents:
    """The runs of one account, connected when they are first needed. Use it from one event loop."""

    def __init__(
        self,
        config: CodegenAutogenConfig,
        store: Store,
        *,
        remote: Callable[[], str] = str,
        line: Line | None = None,
        limits: RunLimits | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """`remote` gives the address of git's remote; `limits` default to what `config` allows. Both may block."""
        self._config = config
        self._store = store
        self._remote = remote
        self._line = line
        self._limits = limits or RunLimits(allow_paid=config.agent_allow_paid)
        self._environ = os.environ if environ is None else environ
        self._connecting = asyncio.Lock()
        self._client: CodegenClient | None = None
        self._runs: AgentRuns | None = None
        self._known_organisation: int | None = None
        self._place: Place | None = None

    async def has_token(self) -> bool:
        """Whether there is a token at all."""
        return bool(await asyncio.to_thread(self._token))

    async def runs(self) -> AgentRuns:
        """All runs; what gone processes left unfinished is picked up. Raises AgentError or ConfigError."""
        async with self._connecting:
            if self._runs is None:
                client, organisation = await self._connected(), await self._organisation()
                runs = AgentRuns(CodegenBackend(client, organisation), self._store, self._limits)
                await runs.pick_up()
                self._runs = runs
            return self._runs

    async def place(self) -> Place:
        """The organisation and the repository that a run would go to. Raises AgentError or ConfigError."""
        async with self._connecting:
            if self._place is None:
                client, organisation = await self._connected(), await self._organisation()
                remote = await asyncio.to_thread(self._remote)
                repository = await repository_of(client, organisation, None, remote, self._environ)
                self._place = Place(organisation, repository)
            return self._place

    async def aclose(self) -> None:
        """Stop watching and close connections; runs go on."""
        if self._runs is not None:
            await self._runs.aclose()
        elif self._client is not None:
            await self._client.aclose()

    async def _connected(self) -> CodegenClient:
        if self._client is None:
            token = await asyncio.to_thread(self._token)
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

    def _token(self) -> str:
        """The one that was given, else the one that is stored for the API's origin; may wait for a keyring."""
        return self._config.agent_token or self._stored() or ""

    def _stored(self) -> str | None:
        """The token as it is stored now: it may have been changed meanwhile."""
        found = find_codegen_key(self._config.agent_base_url, environ=self._environ)
        return found.value if found else None

    async def _renewed(self) -> str | None:
        return await asyncio.to_thread(self._stored)
