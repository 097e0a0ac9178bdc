"""`contexten.cancel`: end a running Task. For editors that cannot cancel a request themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import TaskArgument
    from contexten.lsp.commands.command import Asked


def cancel(asked: Asked[TaskArgument]) -> Result:
    """End the Task, down to its connection; a Task that does not run stays as it is."""
    task = asked.arguments.task
    if asked.session.integration.cancel(task):
        return {"task": task, "outcome": "cancelled"}
    return {"task": task, "outcome": "refused", "reason": "The task does not run."}
