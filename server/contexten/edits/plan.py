"""EditPlans for people: how much changes, and which paths may be written.

**Invariant:** a path outside of the roots, through a link or of another form than a plain absolute path is never
written. What runs by itself later (CI, hooks, build scripts, other tools' instructions) always needs confirmation.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from contexten.edits.diff import changed_lines, lines_with_ends
from contexten.edits.model import EditPlan, FileEdit, Refused
from contexten.text import is_unicode

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_FILES = 20
MAX_FILE_BYTES = 256 * 1024
"""How much new text one file may get."""
MAX_CHANGED_LINES = 5_000

_PROTECTED_FOLDERS = frozenset(
    {
        ".vscode",
        ".idea",
        ".git",
        ".github",
        ".gitlab",
        ".circleci",
        ".cursor",
        ".claude",
        ".husky",
        ".devcontainer",
    }
)
_PROTECTED_NAMES = frozenset(
    {
        "agents.md", "claude.md", "gemini.md", ".cursorrules", ".windsurfrules", "conftest.py", "sitecustomize.py",
        "usercustomize.py", "setup.py", "makefile", "gnumakefile", "justfile", "noxfile.py", "tox.ini", "build.rs",
        "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "poetry.lock", "uv.lock", "pdm.lock",
        "cargo.lock", "go.sum", "gemfile.lock", "composer.lock", ".gitlab-ci.yml", ".travis.yml", "jenkinsfile",
        "azure-pipelines.yml", ".pre-commit-config.yaml", "dockerfile", ".npmrc", ".gitattributes", ".gitmodules",
        ".envrc",
    }
)  # fmt: skip
_PROTECTED_ENDS = (".code-workspace", ".pth", ".lock")
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$", re.IGNORECASE)
_MAX_NAME = 255
"""Bytes of one part of a path, on all common file systems."""
_SCHEME = re.compile(r"^[A-Za-z][\w+.-]*:")


@dataclass(frozen=True, slots=True)
class FileSummary:
    """How many lines one file gains and loses; a changed line counts on both sides."""

    path: str
    added: int
    removed: int
    created: bool


def summary(plan: EditPlan) -> tuple[FileSummary, ...]:
    """The line counts of each file of `plan`, in its order."""
    return tuple(line_summary(file) for file in plan.files)


def excessive(plan: EditPlan, most: int = MAX_FILES) -> Refused | None:
    """Refused where `plan` is larger than one answer may be: `most` files, bytes of new text, changed lines."""
    if len(plan.files) > most:
        return Refused(f"the answer changes {len(plan.files)} files; at most {most} are allowed at once")
    for file in plan.files:
        if sum(len(patch.text) for patch in file.patches) > MAX_FILE_BYTES:
            return Refused(f"the answer writes more than {MAX_FILE_BYTES // 1024} KB into {_name(file.path)}")
    if sum(item.added + item.removed for item in summary(plan)) > MAX_CHANGED_LINES:
        return Refused(f"the answer changes more than {MAX_CHANGED_LINES} lines")
    return None


def permitted(path: str, roots: Sequence[str]) -> str | None:
    """Why the file at `path` must not be written; None where it may be.

    `path` and `roots` are absolute POSIX paths. Links are resolved at the nearest parent that exists; the file may
    be replaced between this check and the write, as it is the client that writes.
    """
    reason = _malformed(path)
    if reason is not None:
        return reason
    root = next((item for item in roots if _inside(path, item)), None)
    if root is None:
        return "it lies outside of the workspace folders"
    if os.path.islink(path):  # noqa: PTH114 - see `_wrong_kind`
        return "it is a link"
    real, real_root = os.path.realpath(_existing(path)), os.path.realpath(root)
    if real != real_root and not _inside(real, real_root):
        return "a link leads it out of the workspace folder"
    return _wrong_kind(path)


def is_protected(path: str) -> bool:
    """Whether a change of the file at `path` always needs confirmation, as it can run or steer other tools."""
    parts = [part.lower() for part in PurePosixPath(path).parts]
    if any(part in _PROTECTED_FOLDERS for part in parts[:-1]):
        return True
    name = parts[-1] if parts else ""
    return name in _PROTECTED_NAMES or name.endswith(_PROTECTED_ENDS)


def with_confirmation(plan: EditPlan) -> EditPlan:
    """`plan` with every change marked for confirmation."""
    return EditPlan(tuple(_confirmed(file) for file in plan.files))


def with_protection(plan: EditPlan) -> EditPlan:
    """`plan` with every change of a protected file marked for confirmation."""
    return EditPlan(tuple(_confirmed(file) if is_protected(file.path) else file for file in plan.files))


def line_summary(file: FileEdit) -> FileSummary:
    """The line counts of one file."""
    after = b"" if file.delete else file.result.data
    runs = changed_lines(lines_with_ends(file.base.data), lines_with_ends(after))
    removed = sum(last - first for first, last, _, _ in runs)
    added = sum(last - first for _, _, first, last in runs)
    return FileSummary(file.path, added, removed, file.create)


def _confirmed(file: FileEdit) -> FileEdit:
    return replace(file, changes=tuple(replace(change, needs_confirmation=True) for change in file.changes))


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _malformed(path: str) -> str | None:
    parts = path.split("/")[1:]
    checks = (
        (not is_unicode(path), "its name is no text"),
        (any(len(part.encode(errors="replace")) > _MAX_NAME for part in parts), "its name is too long"),
        (any(mark in path for mark in "\0\n\r"), "its name has a control character"),
        (bool(_SCHEME.match(path)), "it is no plain path"),
        (not path.startswith("/") or path.startswith("//"), "it is no absolute path"),
        (any(part in {"..", "."} for part in parts), "it goes through a parent folder"),
        ("\\" in path or ":" in path, "its name has a character that other systems read as a path"),
        (not parts or not parts[-1], "it is a folder"),
        (not all(parts), "it is no plain path"),
        (any(map(_is_reserved, parts)), "its name is reserved on some systems"),
        (".git" in map(str.lower, parts[:-1]), "it lies in the repository's own folder"),
    )
    return next((reason for wrong, reason in checks if wrong), None)


def _is_reserved(name: str) -> bool:
    return bool(_RESERVED.match(name)) or name != name.rstrip(" .")


def _inside(path: str, root: str) -> bool:
    root = root.rstrip("/")
    return path.startswith(root + "/")


def _existing(path: str) -> str:
    """The nearest of `path` and its parents that exists."""
    current = Path(path)
    while not os.path.lexists(current) and current != current.parent:
        current = current.parent
    return str(current)


def _wrong_kind(path: str) -> str | None:
    """Asked of `os.path`: the same questions of a Path raise for a name too long and a folder that is closed to us."""
    if os.path.isdir(path):  # noqa: PTH112
        return "it is a folder"
    if os.path.exists(path):  # noqa: PTH110
        return None if os.path.isfile(path) else "it is no regular file"  # noqa: PTH113
    name = _name(path).lower()
    twin = next((other for other in _names_beside(path) if other.lower() == name), None)
    return None if twin is None else f"{twin!r} differs from it only in upper and lower case"


def _names_beside(path: str) -> list[str]:
    """What lies in the file's folder; nothing where that does not exist or cannot be listed."""
    try:
        return [item.name for item in Path(path).parent.iterdir()]
    except OSError:
        return []
