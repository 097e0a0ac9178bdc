"""Codegen as a Backend: its words turned into this room's."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.agents.codegen.statuses import state_of
from contexten.agents.model import LogLine, LogPage, PullRequest, Remote, RunRequest

if TYPE_CHECKING:
    from contexten.agents.codegen.client import CodegenClient
    from contexten.agents.codegen.shapes import AgentRun, LogEntry
    from contexten.agents.model import Sleep

MARK = "contexten_intent"
"""The key in a run's metadata under which its intent is found again."""

_LOOKED_AT = 200
_LONGEST_WAIT = 300.0
_MOST_TEXT = 20_000


class CodegenBackend:
    """The runs of one organisation."""

    name = "Codegen"
    paid = True
    lasting = True

    def __init__(self, client: CodegenClient, organisation: int) -> None:
        self._client = client
        self.organisation = organisation

    async def admit(self) -> None:
        """Wait until another run may be started."""
        await self._client.wait_to_create(_LONGEST_WAIT)

    async def start(self, request: RunRequest, intent: str) -> Remote:
        """Start a run that carries its intent in the metadata; one that goes on cannot carry any."""
        if request.continues:
            run = int(request.continues)
            return _remote(await self._client.resume(self.organisation, run, request.prompt, request.images))
        marked = replace(request, metadata={**request.metadata, MARK: intent})
        return _remote(await self._client.create(self.organisation, marked))

    async def find(self, intent: str) -> Remote | None:
        """The newest runs are looked through for the intent."""
        for skip in range(0, _LOOKED_AT, 100):
            page = await self._client.runs(self.organisation, skip=skip)
            for run in page.items:
                if run.metadata and run.metadata.get(MARK) == intent:
                    return _remote(run)
            if skip + len(page.items) >= page.total:
                return None
        return None

    async def look(self, remote: str) -> Remote:
        """How the run stands."""
        return _remote(await self._client.get(self.organisation, int(remote)))

    async def pause(self, remote: str, seconds: float, sleep: Sleep) -> None:
        """Codegen tells nothing by itself."""
        del remote
        await sleep(seconds)

    async def logs(self, remote: str, *, skip: int, limit: int, newest_first: bool) -> LogPage:
        """A page of what the run did."""
        page = await self._client.logs(
            self.organisation, int(remote), skip=skip, limit=limit, newest_first=newest_first
        )
        total = skip + len(page.logs) if page.total_logs is None else page.total_logs
        return LogPage(tuple(map(_line, page.logs)), total)

    async def stop(self, remote: str) -> None:
        """Codegen has no stop of its own: the agents of the run's pull request are stopped, and its checks banned."""
        await self._client.ban(self.organisation, int(remote))

    async def clear(self, remote: str) -> None:
        """A run leaves nothing on this machine."""

    async def aclose(self) -> None:
        """Close pooled connections."""
        await self._client.aclose()


def _remote(run: AgentRun) -> Remote:
    pulls = tuple(
        PullRequest(pull.id, pull.url or "", pull.title or "", pull.head_branch_name or "")
        for pull in run.github_pull_requests or ()
    )
    return Remote(
        id=str(run.id),
        state=state_of(run.status),
        status=run.status or "",
        url=run.web_url or "",
        result=run.result or "",
        summary=run.summary or "",
        pulls=pulls,
    )


def _line(entry: LogEntry) -> LogLine:
    text = entry.observation if entry.observation is not None else entry.tool_output
    return LogLine(
        kind=entry.message_type or "",
        at=entry.created_at or "",
        tool=entry.tool_name or "",
        thought=entry.thought or "",
        text=(text if isinstance(text, str) else "" if text is None else json.dumps(text))[:_MOST_TEXT],
    )
