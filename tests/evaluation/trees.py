"""The source trees that tasks are made from: which, at which commit, and how a working copy of each is made."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("trees.txt")
_KEPT = re.compile(
    r"\.(py|pyi|ts|tsx|mts|cts|js|jsx|mjs|cjs|go|mod|sum|rs|java|cs|csproj|props|sln|md|rst|toml|lock|cfg|ini|txt|json"
    r"|xml|gradle|ya?ml|html|css|sh|in)$"
)
_ESSENTIAL = {
    "python": ["*.py"],
    "typescript": ["*.ts", "*.tsx", "*tsconfig*.json"],
    "go": ["*.go", "*go.mod"],
    "rust": ["*.rs", "*Cargo.toml"],
    "java": ["*.java"],
    "csharp": ["*.cs"],
}
_MAX_BYTES = 400 * 1024


@dataclass(frozen=True)
class Tree:
    """One tree; `folder` is the part of the repository that is taken, empty for all of it."""

    name: str
    language: str
    purpose: str
    repository: str
    commit: str
    folder: str
    license: str


def listed(names: list[str] | None = None, *, purpose: str = "") -> list[Tree]:
    """The trees of `trees.txt`, those named, or those for one purpose (`train` or `eval`)."""
    rows = (line.split() for line in LIST.read_text().splitlines() if line.strip() and not line.startswith("#"))
    trees = [_tree(*row) for row in rows]
    return [tree for tree in trees if (not names or tree.name in names) and purpose in {"", tree.purpose}]


def restore(tree: Tree, mirror: Path, folder: Path) -> Path:
    """Write the tree's sources below `folder` from the git directory `mirror/owner+name/repo`; its root."""
    root = folder / tree.name
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    git = mirror / tree.repository.replace("/", "+") / "repo"
    command = ["git", f"--git-dir={git}", "archive", tree.commit, *([tree.folder] if tree.folder else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if done.returncode:
        # A large file is absent from the snapshot: only what is needed to read the code.
        done = subprocess.run([*command[:4], *_essential(tree)], stdout=subprocess.PIPE, check=True)
    archive = done.stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members:
            member.name = member.name.removeprefix(tree.folder).lstrip("/")
            if member.isfile() and member.size <= _MAX_BYTES and _KEPT.search(member.name):
                members.extract(member, root, filter="data")
                _with_plain_newlines(root / member.name)
    return root


def pack(root: Path, target: Path) -> None:
    """Write the tree at `root` as the archive that the given scorer reads."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(target, "w:gz", compresslevel=1) as archive:
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.add(path, path.relative_to(root).as_posix(), recursive=False)


def _with_plain_newlines(path: Path) -> None:
    """The scorer parts lines at a newline; a carriage return would be taken for text."""
    data = path.read_bytes()
    if b"\r\n" in data:
        path.write_bytes(data.replace(b"\r\n", b"\n"))


def _essential(tree: Tree) -> list[str]:
    inside = f"{tree.folder}/" if tree.folder else ""
    return [inside + pattern for pattern in _ESSENTIAL[tree.language]]


def _tree(name: str, language: str, purpose: str, where: str, license_name: str) -> Tree:
    repository, _, rest = where.partition("@")
    commit, _, folder = rest.partition(":")
    return Tree(name, language, purpose, repository, commit, folder, license_name)
