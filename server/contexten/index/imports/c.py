"""Includes of C and C++: beside the including file, then on the include paths, then wherever the path fits.

Source: "The C Preprocessor" of GCC, "Search Path". The include paths of all entries of a compile_commands.json count
for every file: a header has no entry of its own.
"""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    known = files.named(posixpath.basename(written))
    if not known:
        return ()
    folder = posixpath.dirname(path)
    wanted = frozenset(known)
    for place in (*([folder] if quoted else []), *_places(project)):
        found = f"{place}/{written}"
        if "./" in written:
            found = posixpath.normpath(found)
        if found in wanted:
            return (found,)
    if not quoted and "/" not in written:
        return ()
    tail = f"/{written.removeprefix('./')}"
    fitting = [found for found in known if found.endswith(tail)]
    fitting.sort(key=lambda found: (-len(posixpath.commonpath([folder, found])), len(found), found))
    return tuple(fitting[:1])


def _places(project: Project) -> Iterator[str]:
    yield from project.include_paths
    for root in project.roots:
        yield from (f"{root}{place}" for place in _CUSTOMARY)


def _written(item: Import) -> str:
    return item.module.strip("<>").replace("\\", "/")


RULES = ImportRules(
    keys=_keys,
    file_keys=_file_keys,
    resolve=_resolve,
    place=posixpath.dirname,
    passes_on=True,
    namespaces=True,
    declared_apart=True,
)
CPP_RULES = replace(RULES, bare_members=True)
