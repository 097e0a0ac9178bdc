"""Requires of Lua: dots are folders, a folder is its `init.lua`; beside the file's root folders, then where it fits.

Source: "Lua 5.4 Reference Manual", 6.3 "Modules": `package.path` with `?.lua` and `?/init.lua`.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.paths import below_roots, fitting, stem_of
from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_FOLDERS = ("", "src", "lua", "lib")


def _keys(item: Import) -> tuple[str, ...]:
    return (_path(item).rsplit("/", 1)[-1],)


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    stem = stem_of(path)
    return (stem, posixpath.basename(posixpath.dirname(path))) if stem == "init" else (stem,)


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    written = _path(item)
    forms = (f"{written}.lua", f"{written}/init.lua")
    for form in forms:
        beside = posixpath.normpath(f"{posixpath.dirname(path)}/{form}")
        found = below_roots(form, _FOLDERS, files, project) or ((beside,) if beside in files else ())
        if found:
            return found
    return next((found for form in forms if (found := fitting(form, path, files))), ())


def _path(item: Import) -> str:
    return item.module if "/" in item.module else item.module.replace(".", "/")


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve)
