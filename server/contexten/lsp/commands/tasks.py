"""`contexten.tasks`: all Tasks, with what became of them; or one Task with its result as a diff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.errors import ClientError
from contexten.extensions.codegen.current import diff_of

if TYPE_CHECKING:
    from contexten.extensions.codegen.report import Result
    from contexten.extensions.codegen.tasks import Task
    from contexten.lsp.commands.arguments import TasksArgument
    from contexten.lsp.commands.command import Asked
    from contexten.lsp.session import Session


def tasks(asked: Asked[TasksArgument]) -> Result:
    """The Tasks, oldest first; `created` is in seconds since the epoch. Raises ClientError for an unknown Task."""
    session, name = asked.session, asked.arguments.task
    if name is None:
        return {"tasks": [listed(session, task) for task in session.integration.tasks.all()]}
    task = session.integration.tasks.get(name)
    if task is None:
        raise ClientError("There is no task with this id; contexten.tasks without arguments lists them.")
    return {"tasks": [listed(session, task) | {"diff": _diff(session, task)}]}


def listed(session: Session, task: Task) -> dict[str, Any]:
    """One Task as JSON, without its text."""
    return {
        "id": task.id,
        "title": task.title,
        "uri": session.uri_of(task.path),
        "state": task.state.value,
        "created": task.created,
        "reason": task.reason,
        "source": task.source,
        "files": [session.uri_of(file.path) for file in task.plan.files] if task.plan is not None else [],
        "log": list(task.log),
        "spent": None if task.spent is None else task.spent.described(),
    }


def _diff(session: Session, task: Task) -> str:
    """On the texts that the result was made on."""
    return diff_of(session.snapshot(), task.plan.files if task.plan is not None else ())
