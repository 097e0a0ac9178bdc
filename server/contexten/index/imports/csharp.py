"""Usings of C#: a namespace is all files that say they belong to it; a static using or an alias means a type in one.

Source: "C# language specification", 14.5 "Using directives".
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_MAX_NESTED = 3
"""A type inside so many others is looked for."""


def _keys(item: Import) -> tuple[str, ...]:
    name = _full_name(item)
    parts = name.split(".")
    return tuple(dict.fromkeys((name, name.rpartition(".")[0], *parts[: -_MAX_NESTED - 1 : -1])))


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    return (posixpath.basename(path).partition(".")[0],)


def _resolve(item: Import, _path: str, files: FileSet, _project: Project) -> tuple[str, ...]:
    name = _full_name(item)
    if item.name == "*" and (spaces := [path for path in files.defining(name) if path.endswith(_ENDINGS)]):
        return tuple(sorted(spaces))
    for _ in range(_MAX_NESTED):
        namespace, _dot, last = name.rpartition(".")
        found = (path for path in files.defining(last) if path.endswith(_ENDINGS))
        inside = [path for path in found if files.defines(path, last) and _is_in(path, namespace, files)]
        if inside or not namespace:
            return tuple(sorted(inside))
        # The type may stand inside another one.
        name = namespace
    return ()


def _is_in(path: str, namespace: str, files: FileSet) -> bool:
    return not namespace or files.defines(path, namespace)


def _full_name(item: Import) -> str:
    return item.module if item.name in {"", "*"} else ".".join(part for part in (item.module, item.name) if part)


def _namespaces(package: str) -> tuple[str, ...]:
    """A namespace and those around it, innermost first."""
    parts = package.split(".")
    return tuple(".".join(parts[:count]) for count in range(len(parts), 0, -1))


_ENDINGS = (".cs", ".csx")


def _anywhere(_path: str) -> str:
    return ""


RULES = ImportRules(
    keys=_keys,
    file_keys=_file_keys,
    resolve=_resolve,
    place=_anywhere,
    packages_anywhere=True,
    outer_packages=_namespaces,
    namespaces=True,
    bare_members=True,
)
