"""Ignore files of one root: what is not indexed (`.gitignore`) and what is never sent (the deny files).

**Invariant:** a deny file can only add denials: a negated pattern lifts patterns of files of its own name, never
those of another name and never the list in `secret`.

Source of the pattern rules: gitignore(5), through pathspec's `GitIgnoreSpec`; deeper files win over shallower ones,
and nothing below an excluded folder can be included again.
"""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

from contexten import trace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

DENY_FILES = (
    ".contextenignore",
    ".cursorignore",
    ".aiderignore",
    ".codeiumignore",
    ".continueignore",
    ".contextignore",
)
GIT_IGNORE = ".gitignore"
IGNORE_FILES = frozenset({GIT_IGNORE, *DENY_FILES})

_DENY_FILES = frozenset(DENY_FILES)
_MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class _Patterns:
    """One ignore file: its patterns are relative to `base`."""

    base: str
    spec: GitIgnoreSpec

    def says(self, path: str, *, folder: bool) -> bool | None:
        """Whether `path` is excluded (True), included again (False) or not spoken of (None)."""
        relative = path[len(self.base) + 1 :] if self.base != "/" else path[1:]
        return self.spec.check_file(relative + "/" if folder else relative).include


class _Chain:
    """All ignore files of one name, from the repository's top down to the file in question."""

    def __init__(self, name: str, tops: tuple[str, ...], exclude: _Patterns | None) -> None:
        self._name = name
        self._outer = [item for item in (exclude, *(_read(top, f"{top}/{name}") for top in tops)) if item]
        self._patterns: dict[str, tuple[_Patterns, ...]] = {}
        self._folders: dict[str, bool] = {}

    def excludes(self, path: str, root: str, *, folder: bool = False) -> bool:
        """Whether `path`, or a folder between it and `root`, is excluded."""
        parent = posixpath.dirname(path)
        if len(parent) < len(root):
            return False
        if self._excludes_folder(parent, root):
            return True
        for patterns in reversed(self._at(parent, root)):
            said = patterns.says(path, folder=folder)
            if said is not None:
                return said
        return False

    def says_nothing(self, folder: str, root: str) -> bool:
        """Whether no pattern can speak of what stands directly in `folder`."""
        return not self._at(folder, root) and not self._excludes_folder(folder, root)

    def lacks(self, folder: str, parent: str) -> None:
        """Take note that `folder` in `parent` holds no ignore file of this name."""
        above = self._patterns.get(parent)
        if above is not None:
            self._patterns.setdefault(folder, above)

    def _excludes_folder(self, folder: str, root: str) -> bool:
        if folder == root:
            return False
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = self.excludes(folder, root, folder=True)
        return known

    def _at(self, folder: str, root: str) -> tuple[_Patterns, ...]:
        known = self._patterns.get(folder)
        if known is None:
            above = self._at(posixpath.dirname(folder), root) if len(folder) > len(root) else tuple(self._outer)
            own = _read(folder, f"{folder}/{self._name}")
            known = self._patterns[folder] = (*above, own) if own else above
        return known


class IgnoreRules:
    """The ignore files of one root, each read once, when first needed."""

    def __init__(self, root: str, exclude: Sequence[str] = ()) -> None:
        """`exclude`: further patterns of the person's own, relative to the root; they leave files out of the index."""
        self.root = root
        self._exclude = GitIgnoreSpec.from_lines(_readable(exclude)) if exclude else None
        tops = _outer_folders(root)
        top = tops[0] if tops else root
        own = _read(top, f"{top}/.git/info/exclude")
        git = _Chain(GIT_IGNORE, tops, own)
        if tops and git.excludes(root, top, folder=True):
            git = _Chain(GIT_IGNORE, (), None)
        self._git = git
        self._deny = {name: _Chain(name, tops, None) for name in DENY_FILES}
        self._undenied: dict[str, bool] = {}

    def listed(self, folder: str, names: Collection[str]) -> None:
        """Take note of what `folder` holds, so that no ignore file is looked for that is not there."""
        parent = posixpath.dirname(folder)
        if GIT_IGNORE not in names:
            self._git.lacks(folder, parent)
        if _DENY_FILES.isdisjoint(names) and self._undenied.get(parent):
            self._undenied[folder] = True

    def ignored(self, path: str, *, folder: bool = False) -> bool:
        """Whether `path` is left out of the index: by git's rules, by the person's own, or because it is denied."""
        if self._exclude is not None:
            relative = posixpath.relpath(path, self.root) + ("/" if folder else "")
            if self._exclude.match_file(relative):
                return True
        return self._git.excludes(path, self.root, folder=folder) or bool(self.denied(path, folder=folder))

    def denied(self, path: str, *, folder: bool = False) -> str:
        """The name of the deny file that keeps `path` from being sent; empty where none does."""
        parent = posixpath.dirname(path)
        if len(parent) >= len(self.root):
            if parent not in self._undenied:
                chains = self._deny.values()
                self._undenied[parent] = all(chain.says_nothing(parent, self.root) for chain in chains)
            if self._undenied[parent]:
                return ""
        for name, chain in self._deny.items():
            if chain.excludes(path, self.root, folder=folder):
                return name
        return ""


def _outer_folders(root: str) -> tuple[str, ...]:
    """The folders from the top of the git repository down to above `root`; none where there is no repository."""
    found: list[str] = []
    folder = root
    while not os.path.lexists(f"{folder}/.git"):
        above = posixpath.dirname(folder)
        if above == folder:
            return ()
        found.append(above)
        folder = above
    return tuple(reversed(found))


def _read(base: str, path: str) -> _Patterns | None:
    try:
        with Path(path).open("rb") as file:
            data = file.read(_MAX_BYTES)
    except OSError:
        return None
    lines = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
    spec = GitIgnoreSpec.from_lines(_readable(lines))
    return _Patterns(base, spec) if any(pattern.include is not None for pattern in spec.patterns) else None


def _readable(lines: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            trace.logger("workspace").warning("an ignore pattern cannot be read and is left out")
        else:
            kept.append(line)
    return kept
