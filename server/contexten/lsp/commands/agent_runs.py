"""`contexten.agent.runs`: all runs of agents, newest first; or one, after something was done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from contexten.errors import ClientError
from contexten.extensions.codegen.agent_report import described_run
from contexten.lsp.commands.agent_launch import START

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.agents.model import Run
    from contexten.agents.several import AllRuns
    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import AgentRunsArgument
    from contexten.lsp.commands.command import Asked


def agent_runs(asked: Asked[AgentRunsArgument]) -> Coroutine[Any, Any, Result]:
    """List the runs, or look at one, stop it, say which one it is at the service, or start it again."""
    if asked.arguments.run is None and asked.arguments.action != "look":
        raise ClientError(f"Which run? 'action': {asked.arguments.action!r} needs 'run'.")
    return _runs(asked)


async def _runs(asked: Asked[AgentRunsArgument]) -> Result:
    runs = await asked.session.integration.agents.runs()
    if asked.arguments.run is None:
        return {"runs": [described_run(run) for run in await runs.all()]}
    run = await _acted(asked, runs, asked.arguments.run)
    return {"runs": [] if run is None else [described_run(run)]}


async def _acted(asked: Asked[AgentRunsArgument], runs: AllRuns, run: str) -> Run | None:
    match asked.arguments.action:
        case "look":
            return await runs.look(run)
        case "cancel":
            return await runs.cancel(run)
        case "name":
            return await runs.name(run, asked.arguments.remote)
        case "again":
            return await _again(asked, runs, run)
        case _:
            assert_never(asked.arguments.action)


async def _again(asked: Asked[AgentRunsArgument], runs: AllRuns, run: str) -> Run | None:
    title = (await runs.get(run)).title
    question = f"Start the agent run again? It costs money, and the first one may run all the same. Task: {title}."
    if await asked.session.editor.choose(question, (START, "Not now")) != START:
        return None
    return await runs.again(run, confirmed=True)
