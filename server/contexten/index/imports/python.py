"""Imports of Python: packages, modules, relative imports, `src` layouts.

Source: "The import system" of the language reference. Where the search path is not known, source roots are guessed:
the folders around the importing file that are no packages, then the folders that hold a project file, then whatever
folder holds a package of that name.
"""

from __future__ import annotations

import posixpath
import sys
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules, around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_SUFFIXES = ("/__init__.py", ".py", "/__init__.pyi", ".pyi")
_HERE = "."


def _keys(item: Import) -> tuple[str, ...]:
    last = item.module.rsplit(".", 1)[-1] or _HERE
    return (last, item.name) if item.name and item.name != "*" else (last,)


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    folder, name = posixpath.split(path)
    stem = name.partition(".")[0]
    return (posixpath.basename(folder), _HERE) if stem == "__init__" else (stem,)


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    parts = item.module.split(".") if item.module else []
    if item.level:
        folder = posixpath.dirname(path)
        for _ in range(item.level - 1):
            folder = posixpath.dirname(folder)
        return _meant(_join(folder, parts), item.name, files)
    for root in _source_roots(path, parts[0] if parts else "", files, project):
        found = _meant(_join(root, parts), item.name, files)
        if found:
            return found
    return ()


def _meant(module: str, name: str, files: FileSet) -> tuple[str, ...]:
    """The files that `name` of the module at `module` (a path without its ending) can come from."""
    own = _file_of(module, files)
    if not name or name == "*":
        return (own,) if own else ()
    inner = _file_of(f"{module}/{name}", files) if own is None or _is_package(own) else None
    if inner is None:
        return (own,) if own else ()
    if own is None:
        return (inner,)
    if files.defines(own, name):
        return (own,)
    return (inner, own) if any(item.local_name == name for item in files.imports(own)) else (inner,)


def _source_roots(path: str, first: str, files: FileSet, project: Project) -> Iterator[str]:
    root = next((root for root in project.roots if path.startswith(f"{root}/")), "")
    seen: set[str] = set()
    for folder in around(path) if root else ():
        if not seen and folder != root and _file_of(folder, files):
            continue
        seen.add(folder)
        yield folder
        if folder == root:
            break
    for folder in (*project.python_roots, *project.roots):
        if folder not in seen:
            seen.add(folder)
            yield folder
    if first and first not in sys.stdlib_module_names:
        yield from _holders(first, files, seen)


def _holders(first: str, files: FileSet, seen: set[str]) -> list[str]:
    """Folders, themselves no packages, that hold a package called `first`; the shortest path first."""
    packages = [folder for folder in files.folders_named(first) if _file_of(folder, files)]
    holders = {posixpath.dirname(folder) for folder in packages} - seen
    return sorted((folder for folder in holders if not _file_of(folder, files)), key=lambda item: (len(item), item))


def _file_of(module: str, files: FileSet) -> str | None:
    for suffix in _SUFFIXES:
        if module + suffix in files:
            return module + suffix
    return None


def _is_package(path: str) -> bool:
    return posixpath.basename(path).startswith("__init__.")


def _join(folder: str, parts: list[str]) -> str:
    return "/".join((folder.rstrip("/"), *parts))


RULES = ImportRules(
    keys=_keys, file_keys=_file_keys, resolve=_resolve, place=posixpath.dirname, passes_on=True, binds_first=True
)
