"""Tasks: each run of generation, its state, and its result until the person applies or discards it.

A finished result is also in the store, so that it outlives a restart of the server.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from contexten.edits.model import Change, EditPlan, FileEdit
from contexten.store.usage import Spent  # noqa: TC001 - msgspec reads the annotation
from contexten.text import Document, Patch, Span
from contexten.trace import logger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contexten.store.store import Store

_log = logger("tasks")


class TaskState(StrEnum):
    """Where a Task stands."""

    QUEUED = "queued"
    WORKING = "working"
    READY = "ready"
    """There is a result that was not applied yet."""
    APPLIED = "applied"
    STALE = "stale"
    """The text changed in the same place; the result is kept."""
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it: it runs, or has a result that waits."""
        return self in {TaskState.QUEUED, TaskState.WORKING, TaskState.READY, TaskState.STALE}


@dataclass(frozen=True, slots=True)
class Task:
    """One run. `created` is in seconds since the epoch."""

    id: str
    title: str
    path: str
    state: TaskState
    created: float
    reason: str = ""
    source: str = ""
    plan: EditPlan | None = None
    spent: Spent | None = None
    """What its answer took of a model; None without one."""
    log: tuple[str, ...] = ()
    """What was tried, in order, and how it ended."""


class Tasks:
    """All Tasks of this server, newest last, and the kept results of earlier ones."""

    def __init__(self, store: Store, *, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        self._tasks: dict[str, Task] = {}
        self._listeners: list[Callable[[], None]] = []
        for task in map(_unpacked, reversed(store.tasks.all())):
            if task is not None:
                self._tasks[task.id] = task

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Have `listener` called whenever a result begins to wait for the person, or waits no more."""
        self._listeners.append(listener)

    def create(self, title: str, path: str) -> Task:
        """A new Task that waits for its turn."""
        task = Task(secrets.token_hex(6), title, path, TaskState.QUEUED, self._clock())
        self._tasks[task.id] = task
        return task

    def get(self, task_id: str) -> Task | None:
        """The Task with that id; one that another process keeps is taken over."""
        if task_id not in self._tasks:
            blob = self._store.tasks.get(task_id)
            kept = None if blob is None else _unpacked(blob)
            if kept is not None:
                self._tasks[kept.id] = kept
        return self._tasks.get(task_id)

    def all(self) -> tuple[Task, ...]:
        """All Tasks, oldest first."""
        return tuple(self._tasks.values())

    def move(
        self,
        task_id: str,
        state: TaskState,
        *,
        reason: str = "",
        source: str | None = None,
        plan: EditPlan | None = None,
    ) -> None:
        """Bring a Task into `state`; a plan, once there, stays until the Task is applied or discarded.

        A Task that was discarded meanwhile stays forgotten.
        """
        if task_id not in self._tasks:
            return
        before = task = self._tasks[task_id]
        task = replace(
            task,
            state=state,
            reason=reason,
            source=task.source if source is None else source,
            plan=plan or (task.plan if state.is_open else None),
        )
        self._tasks[task_id] = task
        if task.plan is not None:
            self._store.tasks.put(task.id, _packed(task))
        else:
            self._store.tasks.delete(task.id)
        self._tell(before, task)

    def note(self, task_id: str, spent: Spent | None, log: Sequence[str]) -> None:
        """Note what a Task has cost and what was tried; it is kept with the next move."""
        if task_id in self._tasks:
            self._tasks[task_id] = replace(self._tasks[task_id], spent=spent, log=tuple(log))

    def discard(self, task_id: str) -> bool:
        """Forget a Task and its result; False where there is none."""
        self.get(task_id)
        self._store.tasks.delete(task_id)
        task = self._tasks.pop(task_id, None)
        self._tell(task, None)
        return task is not None

    def _tell(self, before: Task | None, after: Task | None) -> None:
        if _waiting(before) != _waiting(after):
            for listener in self._listeners:
                listener()


def _waiting(task: Task | None) -> EditPlan | None:
    return None if task is None or task.state is not TaskState.READY else task.plan


class _ChangeRow(msgspec.Struct, array_like=True):
    start: int
    end: int
    text: bytes
    label: str
    needs_confirmation: bool


class _FileRow(msgspec.Struct, array_like=True):
    path: str
    base: bytes
    version: int | None
    changes: list[_ChangeRow]
    create: bool
    delete: bool = False
    target: str = ""
    confirm: bool = False


class _TaskRow(msgspec.Struct, array_like=True):
    id: str
    title: str
    path: str
    state: str
    created: float
    reason: str
    source: str
    files: list[_FileRow]
    spent: Spent | None = None
    log: list[str] = msgspec.field(default_factory=list[str])


def _packed(task: Task) -> bytes:
    files = [
        _FileRow(
            file.path,
            file.base.data,
            file.base.version,
            [_change_row(change) for change in file.changes],
            file.create,
            file.delete,
            file.target,
            file.confirm,
        )
        for file in (task.plan.files if task.plan else ())
    ]
    head = (task.id, task.title, task.path, task.state.value, task.created, task.reason, task.source)
    row = _TaskRow(*head, files, task.spent, list(task.log))
    return msgspec.msgpack.encode(row)


def _change_row(change: Change) -> _ChangeRow:
    span = change.patch.span
    return _ChangeRow(span.start, span.end, change.patch.text, change.label, change.needs_confirmation)


def _unpacked(blob: bytes) -> Task | None:
    try:
        row = msgspec.msgpack.decode(blob, type=_TaskRow)
        state = TaskState(row.state)
    except (msgspec.DecodeError, ValueError):
        _log.warning("a kept task could not be read and is dropped")
        return None
    plan = EditPlan(tuple(_file_edit(file) for file in row.files))
    return Task(
        row.id, row.title, row.path, state, row.created, row.reason, row.source, plan, row.spent, tuple(row.log)
    )


def _file_edit(row: _FileRow) -> FileEdit:
    # The version belongs to an editor session that may be over: the digest of the base text decides instead.
    changes = tuple(
        Change(Patch(Span(item.start, item.end), item.text), item.label, item.needs_confirmation)
        for item in row.changes
    )
    return FileEdit(row.path, Document(row.base), changes, row.create, row.delete, row.target, row.confirm)
