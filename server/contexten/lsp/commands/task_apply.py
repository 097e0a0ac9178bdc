"""`contexten.task.apply`: apply the kept result of a Task, once more or for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.errors import ClientError
from contexten.lsp.apply import Wanted
from contexten.lsp.commands.application import apply_task

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import TaskApply
    from contexten.lsp.commands.command import Asked


def task_apply(asked: Asked[TaskApply]) -> Coroutine[Any, Any, Result]:
    """Rebase the result onto the texts as they are now and apply it. Raises ClientError for an unknown Task."""
    task = asked.session.integration.tasks.get(asked.arguments.task)
    if task is None:
        raise ClientError("There is no task with this id; contexten.tasks lists them.")
    return _apply(asked, task.id, task.title)


async def _apply(asked: Asked[TaskApply], task: str, title: str) -> Result:
    given = asked.arguments
    wanted = Wanted(given.hunks, given.confirmed)
    return {"task": task} | await apply_task(asked.session, task, title, really=given.apply, wanted=wanted)
