"""`contexten.task.discard`: forget a Task and its result."""

from __future__ import annotations

from contexten.lsp.commands.arguments import TaskArgument
from contexten.lsp.commands.command import Asked
from contexten.lsp.commands.results import Result


def task_discard(asked: Asked[TaskArgument]) -> Result:
    """End the Task where it runs, and forget it."""
    task = asked.arguments.task
    asked.session.integration.cancel(task)
    if asked.session.integration.tasks.discard(task):
        return {"task": task, "outcome": "discarded"}
    return {"task": task, "outcome": "refused", "reason": "There is no task with this id."}
