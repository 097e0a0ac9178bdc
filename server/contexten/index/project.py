"""What the project files of a workspace say about imports.

**Invariant:** a Project is a pure function of the roots and the project files' texts; a file that cannot be read as
what it should be says nothing.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.index.projects.cargo import Crate, read_crates
from contexten.index.projects.commands import COMMANDS, include_paths
from contexten.index.projects.gomod import read_modules
from contexten.index.projects.node import Package, read_package
from contexten.index.projects.python import NAMES as PYTHON_FILES
from contexten.index.projects.python import source_roots
from contexten.index.projects.tsconfig import PathAliases, read_aliases

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROJECT_FILE = re.compile(
    r"go\.mod|go\.work|Cargo\.toml|package\.json|[tj]sconfig(?:[.\-].+)?\.json|pyproject\.toml|setup\.py|setup\.cfg"
    r"|compile_commands\.json"
)


@dataclass(frozen=True, slots=True)
class Project:
    """The roots, and what their project files say."""

    roots: tuple[str, ...] = ()
    """Innermost first."""
    python_roots: tuple[str, ...] = ()
    go_modules: tuple[tuple[str, str], ...] = ()
    """Folder and module path."""
    crates: tuple[Crate, ...] = ()
    packages: tuple[Package, ...] = ()
    """Every package.json."""
    aliases: tuple[PathAliases, ...] = ()
    include_paths: tuple[str, ...] = ()
    """Folders that a compile_commands.json names for includes, in order."""
    packages_by_name: Mapping[str, Package] = field(default_factory=dict[str, Package], repr=False)
    packages_by_folder: Mapping[str, Package] = field(default_factory=dict[str, Package], repr=False)
    aliases_by_folder: Mapping[str, tuple[PathAliases, ...]] = field(
        default_factory=dict[str, "tuple[PathAliases, ...]"], repr=False
    )


def is_project_file(name: str) -> bool:
    """Whether `read_project` understands files of this name."""
    return _PROJECT_FILE.fullmatch(name) is not None


def read_project(roots: tuple[str, ...], texts: Mapping[str, str]) -> Project:
    """The Project of `roots` whose project files, by path, have these texts."""
    named = [(*posixpath.split(path), text) for path, text in sorted(texts.items())]
    python = [place for folder, name, text in named if name in PYTHON_FILES for place in source_roots(folder, text)]
    packages = tuple(read_package(folder, text) for folder, name, text in named if name == "package.json")
    by_name = {package.name: package for package in reversed(packages) if package.name}
    aliases = tuple(read_aliases(texts, by_name))
    commands = [place for folder, name, text in named if name == COMMANDS for place in include_paths(folder, text)]
    return Project(
        roots=tuple(sorted(roots, key=lambda root: (-len(root), root))),
        python_roots=tuple(dict.fromkeys(python)),
        go_modules=tuple(dict.fromkeys(read_modules(texts))),
        crates=read_crates(texts),
        packages=packages,
        aliases=aliases,
        include_paths=tuple(dict.fromkeys(commands)),
        packages_by_name=by_name,
        packages_by_folder={package.folder: package for package in packages},
        aliases_by_folder=_by_folder(aliases),
    )


def _by_folder(aliases: tuple[PathAliases, ...]) -> dict[str, tuple[PathAliases, ...]]:
    found: dict[str, tuple[PathAliases, ...]] = {}
    for item in aliases:
        found[item.folder] = (*found.get(item.folder, ()), item)
    return found
