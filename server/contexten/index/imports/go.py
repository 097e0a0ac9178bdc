"""Imports of Go: a path below the module path of a go.mod means a folder, and so all files of it.

Source: "Go Modules Reference", "Packages, modules, and versions".
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import


def _keys(item: Import) -> tuple[str, ...]:
    return (item.module.rsplit("/", 1)[-1],)


def _file_keys(path: str, project: Project) -> tuple[str, ...]:
    folder = posixpath.dirname(path)
    names = [module.rsplit("/", 1)[-1] for place, module in project.go_modules if place == folder]
    return (posixpath.basename(folder), *names)


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    own = [place for place, _ in project.go_modules if path.startswith(f"{place}/")]
    ranked = sorted(project.go_modules, key=lambda pair: (pair[0] not in own, -len(pair[1])))
    for place, module in ranked:
        if item.module == module or item.module.startswith(f"{module}/"):
            folder = place + item.module[len(module) :]
            inside = sorted(
                name for name in files.in_folder(folder) if name.endswith(".go") and not name.endswith("_test.go")
            )
            if inside:
                return tuple(inside)
    return ()


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve)
