"""Modules of Swift: a module is the folder of a target with all that is below; inside of it nothing is imported.

Source: "Swift Package Manager", "Creating and Using Packages": targets stand in `Sources/<name>` and `Tests/<name>`.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_TARGET = re.compile(r"^(.*/(?:Sources|Source|Tests|Examples|Plugins)/([^/]+))/")


def _module(item: Import) -> str:
    return item.module.partition(".")[0]


def _keys(item: Import) -> tuple[str, ...]:
    return (_module(item),)


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in posixpath.dirname(path).split("/") if part))


def _resolve(item: Import, path: str, files: FileSet, _project: Project) -> tuple[str, ...]:
    folders = [folder for folder in files.folders_named(_module(item)) if not path.startswith(f"{folder}/")]
    targets = [folder for folder in folders if _target(f"{folder}/") == folder] or folders
    nearest = sorted(targets, key=lambda folder: (-len(posixpath.commonpath([folder, path])), len(folder), folder))
    for folder in nearest:
        inside = [found for found in files.below(folder) if found.endswith(".swift")]
        if item.name not in {"", "*"}:
            inside = [found for found in inside if files.defines(found, item.name)]
        if inside:
            return tuple(inside)
    return ()


def _target(path: str) -> str:
    """The folder of the target that a file belongs to; empty outside of such folders, as in a project of Xcode."""
    found = _TARGET.match(path)
    return found[1] if found else ""


def _sees(path: str, other: str) -> bool:
    return other.endswith(".swift") and _target(path) == _target(other)


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve, sees=_sees)
