"""The Tasks at work: each can be cancelled, and what becomes of it is written down."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from contexten.extensions.codegen.outcome import (
    Applied,
    Explained,
    Failed,
    Generation,
    Previewed,
    Proposed,
    Refused,
    Stale,
)
from contexten.extensions.codegen.tasks import TaskState

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.tasks import Tasks
    from contexten.store.usage import Spent


class Running:
    """Runs of Tasks on one event loop."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._work: dict[str, asyncio.Task[Generation]] = {}

    async def track(self, task_id: str, run: Coroutine[None, None, Generation]) -> Generation:
        """Wait for `run`; a Task whose run is cancelled or breaks has that state. Raises what the run raises."""
        work = asyncio.ensure_future(run)
        self._work[task_id] = work
        try:
            return await work
        except asyncio.CancelledError:
            self._tasks.move(task_id, TaskState.CANCELLED)
            raise
        except BaseException:
            self._tasks.move(task_id, TaskState.FAILED, reason="An internal error ended the run.")
            raise
        finally:
            del self._work[task_id]

    def settle(self, generation: Generation, spent: Spent | None) -> None:
        """Write down how a Task ended, what was tried for it and what it cost; what leaves no result is forgotten."""
        task = generation.task
        self._tasks.note(task, spent, [f"{step.origin.value}: {step.detail}" for step in generation.steps])
        match generation.outcome:
            case Proposed(plan):
                self._tasks.move(task, TaskState.READY, source=generation.source, plan=plan)
            case Refused(reason):
                self._tasks.move(task, TaskState.REFUSED, reason=reason, source=generation.source)
            case Failed(error):
                self._tasks.move(task, TaskState.FAILED, reason=error)
            case Previewed() | Explained() | Applied() | Stale():
                self._tasks.discard(task)

    def cancel(self, task_id: str) -> bool:
        """End the run of a Task, down to the socket; False where it does not run."""
        work = self._work.get(task_id)
        return work is not None and work.cancel()

    def cancel_all(self) -> None:
        """End every run."""
        for task_id in tuple(self._work):
            self.cancel(task_id)
