"""Applying the result of a Task, and what the Task becomes by it. Shared by the wishes and by `task.apply`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, assert_never

from lsprotocol import types

from contexten.edits.hunks import Hunk, dropped, hunks_of
from contexten.edits.model import EditPlan, Refused
from contexten.extensions.codegen.current import Conflicted
from contexten.extensions.codegen.tasks import TaskState
from contexten.lsp.apply import (
    EVERYTHING,
    Done,
    Kept,
    Unknown,
    Wanted,
    apply_plan,
    current_files,
    edit_of,
    missing_from,
)
from contexten.lsp.convert import range_of
from contexten.lsp.workspace_edit import Impossible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.edits.model import FileEdit
    from contexten.extensions.codegen.report import Result
    from contexten.extensions.codegen.tasks import Task
    from contexten.lsp.session import Session


async def apply_task(
    session: Session, task_id: str, label: str, *, really: bool, wanted: Wanted = EVERYTHING
) -> Result:
    """Apply what is wanted of the Task's plan, or (`really` False) only give its edit; the keys of the result."""
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
    answer = await apply_plan(session, task.plan, f"Contexten: {label}", wanted)
    match answer:
        case Done(files, rest):
            _applied(session, task_id, rest)
            session.spawn(_confirm(session, task_id, task.plan, files), "look after apply")
            return {"outcome": "applied", "left": len(hunks_of(rest))}
        case Kept(reason):
            state, outcome = TaskState.READY, "ready"
        case Conflicted(reason):
            state, outcome = TaskState.STALE, "stale"
        case Unknown(reason):
            state, outcome = TaskState.READY, "unknown"
        case _:
            assert_never(answer)
    session.integration.tasks.move(task_id, state, reason=reason)
    _say_kept(session, task_id, reason)
    return {"outcome": outcome, "reason": reason}


async def drop_hunks(session: Session, task_id: str, hunks: Sequence[str]) -> Result:
    """Leave hunks out of what the Task proposes; without any left it is forgotten."""
    task = session.integration.tasks.get(task_id)
    if task is None or task.plan is None:
        return {"task": task_id, "outcome": "refused", "reason": _nothing_to_apply(task)}
    files = current_files(session, task.plan)
    if isinstance(files, Conflicted):
        return {"task": task_id, "outcome": "stale", "reason": files.reason}
    left = await asyncio.to_thread(dropped, files, hunks, session.snapshot().language)
    if isinstance(left, Refused):
        return {"task": task_id, "outcome": "refused", "reason": left.reason}
    if left:
        session.integration.tasks.move(task_id, TaskState.READY, plan=EditPlan(left))
    else:
        session.integration.tasks.discard(task_id)
    return {"task": task_id, "outcome": "discarded", "left": len(hunks_of(left))}


def _applied(session: Session, task_id: str, rest: tuple[FileEdit, ...]) -> None:
    if rest:
        session.integration.tasks.move(task_id, TaskState.READY, plan=EditPlan(rest))
    else:
        session.integration.tasks.move(task_id, TaskState.APPLIED)


async def _confirm(session: Session, task_id: str, plan: EditPlan, files: tuple[FileEdit, ...]) -> None:
    """Bring the Task back to life where the editor said it took the edit and did not."""
    name = await missing_from(session, files)
    if name is None or session.integration.tasks.get(task_id) is None:
        return
    reason = f"The editor did not make the change in '{name}', as its text had just changed."
    session.integration.tasks.move(task_id, TaskState.READY, reason=reason, plan=plan)
    _say_kept(session, task_id, reason)


def _say_kept(session: Session, task_id: str, reason: str) -> None:
    """Tell why a result was not applied and how it still can be; our own client has a view of what waits."""
    menu = "" if session.announced.stream else "; the menu of code actions can still apply it"
    session.editor.show(f"{reason} The result is kept as task {task_id}{menu}.", types.MessageType.Warning)


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
    if task is not None and task.state is TaskState.STALE:
        # What stood in its way was taken back.
        session.integration.tasks.move(task_id, TaskState.READY)
    return {"outcome": "proposed", "edit": edit, "hunks": [_described(session, hunk) for hunk in hunks_of(files)]}


def _described(session: Session, hunk: Hunk) -> Result:
    """A hunk as JSON; its range is in the file's text as the proposal would have it."""
    return {
        "id": hunk.id,
        "uri": session.uri_of(hunk.file.path),
        "label": ", ".join(dict.fromkeys(change.label for change in hunk.changes)),
        "range": range_of(hunk.file.result, hunk.shown, session.encoding),
    }
