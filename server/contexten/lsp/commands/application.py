"""Applying the result of a Task, and what the Task becomes by it. Shared by the wishes and by `task.apply`."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from lsprotocol import types

from contexten.extensions.codegen.current import Conflicted
from contexten.extensions.codegen.tasks import TaskState
from contexten.lsp.apply import Done, Kept, Unknown, apply_plan, current_files, edit_of, missing_from
from contexten.lsp.workspace_edit import Impossible

if TYPE_CHECKING:
    from contexten.edits.model import EditPlan, FileEdit
    from contexten.extensions.codegen.report import Result
    from contexten.extensions.codegen.tasks import Task
    from contexten.lsp.session import Session


async def apply_task(session: Session, task_id: str, label: str, *, really: bool) -> Result:
    """Apply the Task's plan, or (`really` False) only give its edit; the keys of the result that follow from it."""
    task = session.integration.tasks.get(task_id)
    if task is None or task.plan is None:
        return {"outcome": "refused", "reason": _nothing_to_apply(task)}
    if task.plan.is_empty:
        session.integration.tasks.discard(task_id)
        return {
            "outcome": "refused",
            "reason": "The answer equals what is there already; nothing is to be changed.",
        }
    if not really:
        return _proposed(session, task_id)
    answer = await apply_plan(session, task.plan, f"Contexten: {label}")
    match answer:
        case Done(files):
            session.integration.tasks.move(task_id, TaskState.APPLIED)
            session.spawn(_confirm(session, task_id, task.plan, files), "look after apply")
            return {"outcome": "applied"}
        case Kept(reason):
            state, outcome = TaskState.READY, "ready"
        case Conflicted(reason):
            state, outcome = TaskState.STALE, "stale"
        case Unknown(reason):
            state, outcome = TaskState.READY, "unknown"
        case _:
            assert_never(answer)
    session.integration.tasks.move(task_id, state, reason=reason)
    session.editor.show(
        f"{reason} The result is kept; contexten.task.apply with {task_id} tries again.", types.MessageType.Warning
    )
    return {"outcome": outcome, "reason": reason}


async def _confirm(session: Session, task_id: str, plan: EditPlan, files: tuple[FileEdit, ...]) -> None:
    """Bring the Task back to life where the editor said it took the edit and did not."""
    name = await missing_from(session, files)
    if name is None or session.integration.tasks.get(task_id) is None:
        return
    reason = f"The editor did not make the change in '{name}', as its text had just changed."
    session.integration.tasks.move(task_id, TaskState.READY, reason=reason, plan=plan)
    session.editor.show(
        f"{reason} The result is kept; contexten.task.apply with {task_id} tries again.", types.MessageType.Warning
    )


def _nothing_to_apply(task: Task | None) -> str:
    match task.state if task else None:
        case None:
            return "There is no task with this id; contexten.tasks lists them."
        case TaskState.APPLIED:
            return "The result of this task is applied already; ask anew for another one."
        case TaskState.QUEUED | TaskState.WORKING:
            return "This task is not done yet; apply it when it is ready."
        case _:
            return "This task has no result; ask anew."


def _proposed(session: Session, task_id: str) -> Result:
    task = session.integration.tasks.get(task_id)
    files = current_files(session, task.plan) if task is not None and task.plan is not None else ()
    if isinstance(files, Conflicted):
        session.integration.tasks.move(task_id, TaskState.STALE, reason=files.reason)
        return {"outcome": "stale", "reason": files.reason}
    edit = edit_of(session, files)
    if isinstance(edit, Impossible):
        return {"outcome": "ready", "reason": edit.reason}
    return {"outcome": "proposed", "edit": edit}
