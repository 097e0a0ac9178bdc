"""`contexten.agent.pull`: what a run of an agent came to, as an edit that a person agrees to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.lsp.agents import pull_run

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import AgentPull
    from contexten.lsp.commands.command import Asked


def agent_pull(asked: Asked[AgentPull]) -> Coroutine[Any, Any, Result]:
    """Fetch the result, check it, keep it as a Task, and have the editor apply it; or only give the edit."""
    wanted = asked.arguments
    return pull_run(asked.session, wanted.run, branch=wanted.branch, really=wanted.apply, token=asked.token)
