"""`contexten.tasks`: all Tasks, with what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contexten.extensions.codegen.report import Result
    from contexten.extensions.codegen.tasks import Task
    from contexten.lsp.commands.arguments import Nothing
    from contexten.lsp.commands.command import Asked
    from contexten.lsp.session import Session


def tasks(asked: Asked[Nothing]) -> Result:
    """The Tasks, oldest first; `created` is in seconds since the epoch."""
    return {"tasks": [listed(asked.session, task) for task in asked.session.integration.tasks.all()]}


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
    }
