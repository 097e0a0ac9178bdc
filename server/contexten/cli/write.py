"""Writes a plan to disk: each file in one step, and only while it still is the text the plan was made on."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.edits.model import EditPlan
from contexten.edits.plan import permitted
from contexten.edits.rebase import Conflict, rebase
from contexten.errors import ClientError, DiskError
from contexten.syntax.languages import of_path
from contexten.text import Document
from contexten.workspace.files import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.edits.model import FileEdit


def write_plan(plan: EditPlan, roots: Sequence[str]) -> None:
    """Write all files of `plan`. Raises ClientError where one changed meanwhile or may not be written."""
    for file in plan.files:
        for path in filter(None, (file.path, file.target)):
            reason = permitted(path, roots)
            if reason:
                raise ClientError(f"'{path}' is not written: {reason}.")
        _check_unchanged(file)
    for file in sorted(plan.files, key=lambda file: file.delete):
        _carry_out(file)


def _carry_out(file: FileEdit) -> None:
    path = Path(file.path)
    if file.delete or file.target:
        if file.target:
            _write(Path(file.target), file.result.data, like=path)
        _remove(path)
    else:
        _write(path, file.result.data, like=path)


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise DiskError(f"'{path}' cannot be deleted: {error.strerror}.") from error


def rebased_plan(plan: EditPlan) -> EditPlan:
    """`plan` on the texts as they are now. Raises ClientError where one changed in the same place, or is gone."""
    return EditPlan(tuple(file if file.create else _rebased(file) for file in plan.files))


def _rebased(file: FileEdit) -> FileEdit:
    now = read_text(file.path)
    if now is None:
        raise ClientError(f"'{file.path}' is gone or cannot be read any more; nothing is written.")
    found = rebase(file, Document(now), of_path(file.path))
    if isinstance(found, Conflict):
        raise ClientError(f"'{file.path}' cannot take the edit: {found.reason}; nothing is written.")
    return found


def _check_unchanged(file: FileEdit) -> None:
    path = Path(file.path)
    if file.target and os.path.lexists(file.target):
        raise ClientError(f"'{file.target}' was created meanwhile; nothing is written.")
    if file.create and not path.exists():
        return
    try:
        current = path.read_bytes()
    except OSError as error:
        raise DiskError(f"'{file.path}' cannot be read: {error.strerror}.") from error
    if current != file.base.data:
        raise ClientError(f"'{file.path}' changed meanwhile; nothing is written. Run the command again.")


def _write(path: Path, data: bytes, *, like: Path) -> None:
    """Write a file in one step, with the mode of the file `like`, where there is one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = like.stat().st_mode & 0o777 if like.exists() else 0o644
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".contexten.", delete=False) as temporary:
            try:
                temporary.write(data)
                temporary.flush()
                Path(temporary.name).chmod(mode)
                os.replace(temporary.name, path)  # noqa: PTH105 - the atomic call, by its own name
            except BaseException:
                Path(temporary.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise DiskError(f"'{path}' cannot be written: {error.strerror}.") from error
