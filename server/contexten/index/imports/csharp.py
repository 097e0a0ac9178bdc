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


def _keys(item: Import) -> tuple[str, ...]:
    namespace, _dot, last = _full_name(item).rpartition(".")
    return tuple(dict.fromkeys((_full_name(item), namespace, last)))


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    return (posixpath.basename(path).partition(".")[0],)


def _resolve(item: Import, _path: str, files: FileSet, _project: Project) -> tuple[str, ...]:
    name = _full_name(item)
    namespace, _dot, last = name.rpartition(".")
    if item.name == "*" and (spaces := [path for path in files.defining(name) if path.endswith(_ENDINGS)]):
        return tuple(sorted(spaces))
    found = (path for path in files.defining(last) if path.endswith(_ENDINGS))
    return tuple(sorted(path for path in found if files.defines(path, last) and _is_in(path, namespace, files)))


def _is_in(path: str, namespace: str, files: FileSet) -> bool:
    return not namespace or files.defines(path, namespace)


def _full_name(item: Import) -> str:
    return item.module if item.name in {"", "*"} else ".".join(part for part in (item.module, item.name) if part)


_ENDINGS = (".cs", ".csx")

RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve)
