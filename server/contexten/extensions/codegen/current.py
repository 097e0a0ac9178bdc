"""A plan on the texts as they are at this moment: the open ones, and what is on disk.

**Invariant:** nothing is forced: what cannot be merged holds back the whole plan.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.edits.diff import unified
from contexten.edits.plan import permitted
from contexten.edits.rebase import Conflict, rebase
from contexten.text import Document
from contexten.workspace.files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.edits.model import EditPlan, FileEdit
    from contexten.workspace.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Conflicted:
    """The text changed in the same place; nothing was changed and the result waits."""

    reason: str


def files_on(snapshot: Snapshot, plan: EditPlan) -> tuple[FileEdit, ...] | Conflicted:
    """Every file of `plan` on its text as it is now, or why that cannot be: one that cannot holds back all of them."""
    files: list[FileEdit] = []
    for file in plan.files:
        found = _created_now(snapshot, file) if file.create else _edited_now(snapshot, file)
        if isinstance(found, Conflicted):
            return found
        files.append(found)
    return tuple(files)


def diff_of(snapshot: Snapshot, files: Iterable[FileEdit]) -> str:
    """The unified diff of `files`, on the texts that they were made on."""
    relative = snapshot.relative
    return "".join(unified(file, relative(file.path), relative(file.target)) for file in files)


def _edited_now(snapshot: Snapshot, file: FileEdit) -> FileEdit | Conflicted:
    name = snapshot.relative(file.path)
    if not snapshot.in_sync(file.path):
        return Conflicted(f"The server lost track of the text of '{name}'; save or reopen it, then apply the task.")
    now = text_now(snapshot, file.path)
    if now is None:
        return Conflicted(f"'{name}' is gone or cannot be read any more.")
    if file.alters_folder and (reason := _not_permitted(snapshot, file)):
        return Conflicted(f"'{name}' is left as it is: {reason}.")
    rebased = rebase(file, now, snapshot.language(file.path))
    return Conflicted(f"'{name}' cannot take the edit: {rebased.reason}.") if isinstance(rebased, Conflict) else rebased


def _not_permitted(snapshot: Snapshot, file: FileEdit) -> str | None:
    """Why the file cannot go or get its other name any more."""
    if file.target and os.path.lexists(file.target):
        return f"'{snapshot.relative(file.target)}' was created meanwhile"
    paths = [file.path, *([file.target] if file.target else [])]
    return next((reason for path in paths if (reason := permitted(path, snapshot.roots))), None)


def _created_now(snapshot: Snapshot, file: FileEdit) -> FileEdit | Conflicted:
    name = snapshot.relative(file.path)
    if text_now(snapshot, file.path) is not None or os.path.lexists(file.path):
        return Conflicted(f"'{name}' was created meanwhile.")
    if not _is_inside(snapshot, file.path):
        return Conflicted(f"'{name}' would be outside the workspace; open its folder as a workspace folder.")
    return file


def _is_inside(snapshot: Snapshot, path: str) -> bool:
    """Whether a new file would be in its root for real, links followed."""
    root = snapshot.root_of(path)
    return root is not None and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def text_now(snapshot: Snapshot, path: str) -> Document | None:
    """The editor's text, or what is on disk at this moment and not when the snapshot first looked."""
    if snapshot.is_open(path):
        return snapshot.document(path)
    data = read_text(path)
    return None if data is None else Document(data)
