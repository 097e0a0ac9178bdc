"""`contexten.task.discard`: forget a Task and its result."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import TaskArgument
    from contexten.lsp.commands.command import Asked
    from contexten.lsp.session import Session

_PATIENCE = 2.0


def task_discard(asked: Asked[TaskArgument]) -> Coroutine[Any, Any, Result]:
    """End the Task where it runs, and forget it."""
    return _discard(asked.session, asked.arguments.task)


async def _discard(session: Session, task: str) -> Result:
    """A running Task is forgotten after its run has ended, because the run notes its own end."""
    async with asyncio.timeout(_PATIENCE):
        while session.integration.cancel(task):  # noqa: ASYNC110 - the run offers nothing to wait for
            await asyncio.sleep(0)
    if session.integration.tasks.discard(task):
        return {"task": task, "outcome": "discarded"}
    return {"task": task, "outcome": "refused", "reason": "There is no task with this id."}
