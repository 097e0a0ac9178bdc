"""Pulling a run: its outcome becomes a Task whose result waits, like every other result."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from contexten.edits.model import Refused
from contexten.edits.plan import summary
from contexten.extensions.codegen.agent_results.folder import folder_of_run
from contexten.extensions.codegen.agent_results.planning import Hands, LeftOut, planned
from contexten.extensions.codegen.agent_results.source import Wanted, collected
from contexten.extensions.codegen.current import diff_of
from contexten.extensions.codegen.tasks import Tasks, TaskState
from contexten.workspace.remote_branch import REFS, Limits

if TYPE_CHECKING:
    from contexten.agents.model import Run
    from contexten.edits.model import EditPlan
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.workspace.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a run changes, checked; `task` is the Task that keeps it."""

    snapshot: Snapshot
    plan: EditPlan
    source: str
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    task: str = ""

    @property
    def diff(self) -> str:
        """The unified diff of all files, as git takes it, on the texts that the agent started from."""
        return diff_of(self.snapshot, self.plan.files)

    def described(self) -> dict[str, Any]:
        """The part of an answer that is the same for every caller."""
        snapshot, counts = self.snapshot, summary(self.plan)
        return {
            "task": self.task or None,
            "source": self.source,
            "notes": list(self.notes),
            "leftOut": [{"path": one.path, "reason": one.reason} for one in self.left_out],
            "files": [
                {
                    "path": snapshot.relative(file.target or file.path),
                    "was": snapshot.relative(file.path) if file.target else None,
                    "kind": "deleted" if file.delete else "new" if file.create else "changed",
                    "added": count.added,
                    "removed": count.removed,
                }
                for file, count in zip(self.plan.files, counts, strict=True)
            ],
        }


async def pull(
    run: Run, snapshot: Snapshot, tasks: Tasks, config: CodegenAutogenConfig, *, branch: str, hands: Hands
) -> Pulled | Refused:
    """Make what `run` came to a Task of `tasks` that waits; one of an earlier pull of this run is forgotten.

    Whoever cancels this ends git, too. Raises DiskError where there is no git.
    """
    hands = replace(hands, most_files=config.agent_max_files)
    over = threading.Event()
    asked = Wanted(branch, Limits(protocols=config.agent_protocols), over.is_set)
    try:
        found = await asyncio.to_thread(_pulled, run, snapshot, hands, asked)
    finally:
        over.set()
    if isinstance(found, Refused):
        return found
    origin = f"agent run {run.id}"
    for earlier in tasks.all():
        if earlier.source.startswith(f"{origin}: ") and earlier.state.is_open:
            tasks.discard(earlier.id)
    task = tasks.create(run.title, found.plan.files[0].path)
    tasks.move(task.id, TaskState.READY, source=f"{origin}: {found.source}", plan=found.plan)
    return replace(found, task=task.id)


def _pulled(run: Run, snapshot: Snapshot, hands: Hands, wanted: Wanted) -> Pulled | Refused:
    """The checked plan of what the run changes below the folder that it is about."""
    root = folder_of_run(run, snapshot.roots)
    if isinstance(root, Refused):
        return root
    found = collected(run, snapshot, root, wanted)
    if isinstance(found, Refused):
        return found
    made = planned(found.changes, snapshot, root, hands)
    if isinstance(made, Refused):
        reason = made.reason.replace("the answer", "the run")
        return Refused(f"{reason[:1].upper()}{reason[1:]}; see it with 'git diff HEAD...{REFS}{run.id}'.")
    left_out = (*found.left_out, *made.left_out)
    if made.plan.is_empty:
        return Refused(_nothing_left(left_out))
    return Pulled(snapshot, made.plan, found.source, left_out, found.notes)


def _nothing_left(left_out: tuple[LeftOut, ...]) -> str:
    if not left_out:
        return "The workspace has all that the run changes already."
    named = ", ".join(f"{one.path} ({one.reason})" for one in left_out[:5])
    return f"Nothing of the run can be taken over: {named}."
