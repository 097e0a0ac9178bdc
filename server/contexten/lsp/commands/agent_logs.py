"""`contexten.agent.logs`: what a run of an agent did so far, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.extensions.codegen.agent_report import described_log

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import AgentLog
    from contexten.lsp.commands.command import Asked


def agent_logs(asked: Asked[AgentLog]) -> Coroutine[Any, Any, Result]:
    """Read one page of the log."""
    return _logs(asked)


async def _logs(asked: Asked[AgentLog]) -> Result:
    wanted = asked.arguments
    runs = await asked.session.integration.agents.runs()
    page = await runs.logs(wanted.run, skip=wanted.skip, limit=wanted.limit, newest_first=wanted.newest_first)
    return described_log(page)
