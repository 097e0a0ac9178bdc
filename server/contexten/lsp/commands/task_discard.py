"""`contexten.task.discard`: forget a Task and its result, or some hunks of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from contexten.lsp.commands.application import drop_hunks

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import TaskDiscard
    from contexten.lsp.commands.command import Asked
    from contexten.lsp.session import Session

_PATIENCE = 2.0
"""Seconds in which a run that is cancelled is expected to end."""
_GLANCE = 0.005


def task_discard(asked: Asked[TaskDiscard]) -> Coroutine[Any, Any, Result]:
    """End the Task where it runs, and forget it; or drop hunks of what it proposes."""
    if asked.arguments.hunks:
        return drop_hunks(asked.session, asked.arguments.task, asked.arguments.hunks)
    return _discard(asked.session, asked.arguments.task)


async def _discard(session: Session, task: str) -> Result:
    """A running Task is forgotten after its run has ended, because the run notes its own end."""
    try:
        async with asyncio.timeout(_PATIENCE):
            while session.integration.cancel(task):  # noqa: ASYNC110 - the run offers nothing to wait for
                await asyncio.sleep(_GLANCE)
    except TimeoutError:
        return {
            "task": task,
            "outcome": "refused",
            "reason": "The task is cancelled but has not ended; discard it later.",
        }
    if session.integration.tasks.discard(task):
        return {"task": task, "outcome": "discarded"}
    return {"task": task, "outcome": "refused", "reason": "There is no task with this id."}
