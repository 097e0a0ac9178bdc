"""Includes of C and C++: beside the including file, then on the include paths, then wherever the path fits.

Source: "The C Preprocessor" of GCC, "Search Path"; the format of compile_commands.json is Clang's "JSON Compilation
Database". The include paths of all its entries count for every file: a header has no entry of its own.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_CUSTOMARY = ("", "/include", "/src", "/inc")
"""Where headers are looked for below a root when nothing states include paths."""


def _keys(item: Import) -> tuple[str, ...]:
    return (posixpath.basename(_written(item)),)


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    return (posixpath.basename(path),)


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    written = _written(item)
    quoted = not item.module.startswith("<")
    folder = posixpath.dirname(path)
    roots = [f"{root}{place}" for root in project.roots for place in _CUSTOMARY]
    for place in (*([folder] if quoted else []), *project.include_paths, *roots):
        found = posixpath.normpath(f"{place}/{written}")
        if found in files:
            return (found,)
    if not quoted and "/" not in written:
        return ()
    tail = f"/{written.removeprefix('./')}"
    fitting = [found for found in files.named(posixpath.basename(written)) if found.endswith(tail)]
    fitting.sort(key=lambda found: (-len(posixpath.commonpath([folder, found])), len(found), found))
    return tuple(fitting[:1])


def _written(item: Import) -> str:
    return item.module.strip("<>").replace("\\", "/")


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve)
