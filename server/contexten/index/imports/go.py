"""Imports of Go: a path below the module path of a go.mod means a folder, and so all files of it.

Source: "Go Modules Reference", "Packages, modules, and versions", "Vendoring".
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
    wanted = item.module
    fitting = [pair for pair in project.go_modules if f"{wanted}/".startswith(f"{pair[1]}/")]
    fitting.sort(key=lambda pair: (not path.startswith(f"{pair[0]}/"), -len(pair[1])))
    for place, module in fitting:
        if inside := _package(place + wanted[len(module) :], files):
            return inside
    if "." not in wanted.partition("/")[0]:
        return ()
    for place, _module in project.go_modules:
        if path.startswith(f"{place}/") and (inside := _package(f"{place}/vendor/{wanted}", files)):
            return inside
    return ()


def _package(folder: str, files: FileSet) -> tuple[str, ...]:
    inside = files.in_folder(folder)
    return tuple(sorted(name for name in inside if name.endswith(".go") and not name.endswith("_test.go")))


RULES = ImportRules(
    keys=_keys, file_keys=_file_keys, resolve=_resolve, place=posixpath.dirname, binds_package=True, structural=True
)
