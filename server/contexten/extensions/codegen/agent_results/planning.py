"""From the changes that an agent wants to a plan: each file checked on its own, what cannot be done named.

**Invariant:** nothing outside of the workspace folder, no secret, no ignored file and no link is ever in a plan, and
every change in it waits for a person's yes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contexten.edits.changed import changed_file, with_line_ends
from contexten.edits.model import EditPlan, FileEdit, Refused
from contexten.edits.plan import excessive, permitted
from contexten.extensions.codegen.current import text_now
from contexten.syntax.languages import of_path
from contexten.text import Document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.agents.model import FileChange
    from contexten.workspace.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Hands:
    """What whoever carries out a plan can do to files, and how many it may hold."""

    rename: bool = True
    delete: bool = True
    most_files: int = 20


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A change that is not in the plan."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan, which may be empty, and what is not in it."""

    plan: EditPlan
    left_out: tuple[LeftOut, ...] = ()


def planned(changes: Iterable[FileChange], snapshot: Snapshot, root: str, hands: Hands) -> Planned | Refused:
    """The plan that makes `changes` below `root`; those that the workspace has already are dropped. Blocks."""
    files: list[FileEdit] = []
    left_out: list[LeftOut] = []
    for change in changes:
        for one in _as_possible(change, hands):
            found = _file(one, snapshot, root, hands)
            if isinstance(found, Refused):
                left_out.append(LeftOut(one.path, found.reason))
            elif found is not None:
                files.append(found)
    plan = EditPlan(tuple(files))
    return excessive(plan, hands.most_files) or Planned(plan, tuple(left_out))


def _as_possible(change: FileChange, hands: Hands) -> tuple[FileChange, ...]:
    """A new name as a new file and one that goes, where files cannot be renamed."""
    if not change.was or hands.rename:
        return (change,)
    return replace(change, before=None, was=""), replace(change, path=change.was, after=None, was="")


def _file(change: FileChange, snapshot: Snapshot, root: str, hands: Hands) -> FileEdit | Refused | None:
    """The edit of one file; None where nothing is left to be done."""
    path, old = f"{root}/{change.path}", f"{root}/{change.was or change.path}"
    reason = next((found for one in {path: 0, old: 0} if (found := _refusal(one, snapshot))), None)
    if reason is not None:
        return Refused(reason)
    if change.after is None and not hands.delete:
        return Refused("the editor cannot delete files for a server; delete it yourself")
    before, after, now, there = _texts(change, snapshot, old, path)
    if _is_done(old, path, after, now, there):
        return None
    found = changed_file(old, before, after, of_path(path), f"agent: {change.path}")
    return replace(found, target=path) if isinstance(found, FileEdit) and change.was else found


def _refusal(path: str, snapshot: Snapshot) -> str | None:
    reason = permitted(path, snapshot.roots)
    if reason is None and snapshot.is_private(path):
        reason = f"it is never touched: {snapshot.is_private(path)}"
    if reason is None and snapshot.is_ignored(path):
        reason = "an ignore file leaves it out"
    return reason


def _texts(
    change: FileChange, snapshot: Snapshot, old: str, new: str
) -> tuple[Document | None, Document | None, Document | None, Document | None]:
    """What the agent started from and wants, with the line ends of what is there; and what is at both paths now."""
    now, there = text_now(snapshot, old), text_now(snapshot, new)
    before, after = (
        None if text is None else with_line_ends(Document.of(text), now) for text in (change.before, change.after)
    )
    return before, after, now, there


def _is_done(old: str, new: str, after: Document | None, now: Document | None, there: Document | None) -> bool:
    """Whether the workspace has the change already."""
    if after is None:
        return now is None
    return there is not None and there.data == after.data and (old == new or now is None)
