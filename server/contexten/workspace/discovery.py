"""Which files of the roots are indexed.

**Invariant:** a link is never followed, so a walk ends and stays inside its root.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.index.project import is_project_file
from contexten.syntax.languages import of_path
from contexten.syntax.parse import MAX_PARSED_BYTES
from contexten.text import is_unicode
from contexten.workspace.secret import secret_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from contexten.syntax.language import Language
    from contexten.workspace.ignore import IgnoreRules

_SKIPPED = frozenset({
    ".git", ".hg", ".svn", ".bzr", ".jj", "CVS", "node_modules", "bower_components", "jspm_packages",
    "__pycache__", "__pypackages__", ".venv", ".tox", ".nox", ".eggs", ".mypy_cache", ".pytest_cache", ".ruff_cache",
    ".hypothesis", ".ipynb_checkpoints", ".cache", ".gradle", ".next", ".nuxt", ".turbo", ".parcel-cache",
    ".svelte-kit", ".terraform", ".yarn", ".pnpm-store",
})  # fmt: skip
_MARKERS = frozenset({"pyvenv.cfg", "CACHEDIR.TAG"})
"""A folder that holds one of these is a virtual environment or a cache (Cargo's `target`, for one)."""
_BUILT = frozenset({"build", "out", "cmake-build-debug", "cmake-build-release", "builddir"})
"""Folders, ignored by custom, in which a build leaves its compile commands."""
_COMMANDS = "compile_commands.json"
_MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Found:
    """One file worth parsing, as the walk saw it."""

    path: str
    mtime_ns: int
    size: int
    language: Language


@dataclass(slots=True)
class Walked:
    """What a walk found: files worth parsing by path, and the project files beside them."""

    files: dict[str, Found] = field(default_factory=dict[str, Found])
    projects: list[str] = field(default_factory=list[str])


def walk(
    root: str, rules: IgnoreRules, *, others: Iterable[str] = (), max_bytes: int = MAX_PARSED_BYTES
) -> Iterator[Found | str]:
    """All files below `root` that have a language, are not ignored, not secret and at most `max_bytes` large.

    The paths of project files come as they are. A folder that is one of the `others`, the roots inside this one, is
    left to the walk of its own.
    """
    others = frozenset(others)
    folders = [(root, 0)]
    while folders:
        folder, depth = folders.pop()
        entries = _entries(folder)
        if depth and any(entry.name in _MARKERS for entry in entries):
            continue
        rules.listed(folder, {entry.name for entry in entries})
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder != "/" else f"/{entry.name}"
            if _is_folder(entry):
                if depth < _MAX_DEPTH and _may_enter(entry.name, path, others) and not rules.ignored(path, folder=True):
                    folders.append((path, depth + 1))
            elif (found := _file(entry, path, max_bytes)) and not rules.ignored(path):
                yield found
            # What is generated and so not kept in a repository tells of its layout all the same.
            if is_project_file(entry.name) and not entry.is_symlink():
                yield path
            elif depth == 0 and entry.name in _BUILT and Path(commands := f"{path}/{_COMMANDS}").is_file():
                yield commands


def look_at(path: str, root: str, rules: IgnoreRules, *, max_bytes: int = MAX_PARSED_BYTES) -> Found | None:
    """The file at `path` as `walk` of `root` would find it; None where it would not."""
    parts = path[len(root) :].strip("/").split("/")
    folder = root.rstrip("/")
    for part in parts[:-1]:
        folder = f"{folder}/{part}"
        marked = any(os.path.lexists(f"{folder}/{name}") for name in _MARKERS)
        if part in _SKIPPED or marked or os.path.islink(folder):  # noqa: PTH114 - raises nothing
            return None
    try:
        seen = Path(path).lstat()
    except (OSError, ValueError):
        return None
    if len(parts) > _MAX_DEPTH + 1 or not stat.S_ISREG(seen.st_mode):
        return None
    found = _found(path, seen, max_bytes)
    return None if found is None or rules.ignored(path) else found


def is_skipped(name: str) -> bool:
    """Whether folders of this name are never entered: what tools keep or install."""
    return name in _SKIPPED


def root_of(path: str, roots: Iterable[str]) -> str | None:
    """The innermost of `roots` that `path` lies below, or None."""
    holding = [root for root in roots if path.startswith(root if root.endswith("/") else f"{root}/")]
    return max(holding, key=len, default=None)


def walk_all(roots: Sequence[str], rules: Mapping[str, IgnoreRules], *, max_bytes: int, limit: int) -> Walked:
    """What all roots hold, each file once, at most `limit` files."""
    walked = Walked()
    for root in roots:
        for found in walk(root, rules[root], others=roots, max_bytes=max_bytes):
            if isinstance(found, str):
                walked.projects.append(found)
            elif len(walked.files) < limit:
                walked.files[found.path] = found
    return walked


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _may_enter(name: str, path: str, others: frozenset[str]) -> bool:
    return name not in _SKIPPED and path not in others


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _file(entry: os.DirEntry[str], path: str, max_bytes: int) -> Found | None:
    if of_path(path) is None:
        return None
    try:
        if not entry.is_file(follow_symlinks=False):
            return None
        return _found(path, entry.stat(follow_symlinks=False), max_bytes)
    except OSError:
        return None


def _found(path: str, seen: os.stat_result, max_bytes: int) -> Found | None:
    language = of_path(path)
    # A name that is no UTF-8 can be given neither in a URI nor in a manifest.
    if language is None or seen.st_size > max_bytes or secret_reason(path) or not is_unicode(path):
        return None
    return Found(path, seen.st_mtime_ns, seen.st_size, language)
