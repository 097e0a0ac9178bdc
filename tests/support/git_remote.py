"""A git repository on disk with a bare one as its remote `origin`, and an agent that pushes branches to it.

    clone = cloned(tmp_path, {"prices.py": "..."})
    clone.agent("brutto", {"prices.py": "...", "old.py": None})     # a branch on the remote; None deletes
    clone.root                                                       # the folder that an editor opens

Real git, no network; the person's own configuration of git is not read.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_WHO = ("-c", "user.name=Agent", "-c", "user.email=agent@example.org", "-c", "commit.gpgsign=false")


@dataclass(frozen=True)
class Clone:
    """The person's clone, the remote, and the agent's own clone."""

    root: Path
    remote: Path
    work: Path

    def agent(
        self, branch: str, files: Mapping[str, str | bytes | None], *, and_then: Callable[[Path], None] | None = None
    ) -> str:
        """Commit `files` on a fresh branch from main and push it by force; the new commit."""
        git(self.work, "checkout", "-q", "-B", "agent", "origin/main")
        written(self.work, files)
        if and_then is not None:
            and_then(self.work)
        git(self.work, "add", "-A", "-f")
        git(self.work, *_WHO, "commit", "-q", "--allow-empty", "-m", "the agent's work")
        git(self.work, "push", "-q", "--force", "origin", f"agent:refs/heads/{branch}")
        return git(self.work, "rev-parse", "HEAD").strip()

    def state(self) -> dict[str, str]:
        """A digest of everything in the person's clone but git's objects and our private refs."""
        seen: dict[str, str] = {}
        for path in sorted(self.root.rglob("*")):
            name = str(path.relative_to(self.root))
            if path.is_file() and not name.startswith((".git/objects", ".git/refs/contexten", ".git/packed-refs")):
                seen[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return seen


def cloned(folder: Path, files: Mapping[str, str | bytes | None]) -> Clone:
    """A remote with `files` on its branch main, and two clones of it."""
    project = folder.resolve() / "project"
    project.mkdir()
    written(project, files)
    return published(folder, project)


def published(folder: Path, project: Path) -> Clone:
    """What `project` holds becomes the branch main of a remote in `folder`; `project` is then a clone of it."""
    folder = folder.resolve()
    clone = Clone(project.resolve(), folder / "remote.git", folder / "agent")
    git(folder, "init", "-q", "--bare", "-b", "main", str(clone.remote))
    git(clone.root, "init", "-q", "-b", "main")
    git(clone.root, "remote", "add", "origin", str(clone.remote))
    git(clone.root, "add", "-A", "-f")
    git(clone.root, *_WHO, "commit", "-q", "-m", "first")
    git(clone.root, "push", "-q", "--set-upstream", "origin", "main")
    git(folder, "clone", "-q", str(clone.remote), str(clone.work))
    return clone


def written(folder: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Write or delete files below `folder`."""
    for name, text in files.items():
        path = folder / name
        if text is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def git(folder: Path, *arguments: str) -> str:
    """Run git, and give what it printed; AssertionError where it fails."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ALLOW_PROTOCOL": "file",
        "LC_ALL": "C",
    }
    program = shutil.which("git") or "git"
    ran = subprocess.run(
        [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
