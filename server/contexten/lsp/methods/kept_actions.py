"""What waits to be applied, as entries of the menu: some editors can run no command that needs an argument.

Choosing one is a yes to all that it changes; an editor that cannot be asked would keep such a result for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from contexten.extensions.codegen.tasks import TaskState
from contexten.lsp.kinds import KEPT, admits
from contexten.trace import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.extensions.codegen.tasks import Task
    from contexten.lsp.session import Session

_SHOWN = 3
"""The latest ones of a file."""


def kept_actions(session: Session, path: str, only: Sequence[str]) -> list[types.CodeAction | types.Command]:
    """Two entries for each result that waits for this file, the latest first. Our own client has a view for them."""
    if session.announced.stream or not admits(only, KEPT):
        return []
    waiting = [task for task in session.integration.tasks.all() if _waits(task, path)]
    latest = sorted(waiting, key=lambda task: task.created, reverse=True)[:_SHOWN]
    return [entry for task in latest for entry in _entries(session, task)]


def _waits(task: Task, path: str) -> bool:
    waits = task.state in {TaskState.READY, TaskState.STALE} and task.plan is not None
    return waits and any(file.path == path for file in (task.plan.files if task.plan else ()))


def _entries(session: Session, task: Task) -> list[types.CodeAction | types.Command]:
    more = any(change.needs_confirmation for file in (task.plan.files if task.plan else ()) for change in file.changes)
    title = f"Apply what is kept: {task.title}{', with its changes elsewhere' if more else ''}"
    return [
        _entry(session, title, "contexten.task.apply", {"task": task.id, "confirmed": True}),
        _entry(session, f"Discard what is kept: {task.title}", "contexten.task.discard", {"task": task.id}),
    ]


def _entry(session: Session, title: str, command: str, argument: dict[str, object]) -> types.CodeAction | types.Command:
    run = types.Command(title=visible(title), command=command, arguments=[argument])
    if not session.announced.code_action_literals:
        return run
    return types.CodeAction(title=run.title, kind=KEPT, command=run)
