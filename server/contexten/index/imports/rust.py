"""Imports of Rust: `crate::`, `self::`, `super::`, other crates of the workspace, and the files that modules stand in.

Source: "The Rust Reference", "Modules" and "Use declarations".
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_ROOTS = ("lib.rs", "main.rs")
_OWN_FOLDER = (*_ROOTS, "mod.rs")


def _keys(item: Import) -> tuple[str, ...]:
    parts = _parts(item)
    return tuple(dict.fromkeys(parts)) or ("crate",)


def _file_keys(path: str, project: Project) -> tuple[str, ...]:
    folder, name = posixpath.split(path)
    if name in _ROOTS:
        crates = [crate for place, crate in project.crates if folder in {place, f"{place}/src"}]
        return ("crate", "super", "self", *crates)
    stem = posixpath.basename(folder) if name == "mod.rs" else name.removesuffix(".rs")
    return (stem, "super", "self")


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    parts = _parts(item)
    if not parts:
        return ()
    first, rest = parts[0], parts[1:]
    if first == "crate":
        return _module(_crate_folder(path, files, project), rest, files)
    if first in {"self", "super"}:
        folder = _module_folder(path)
        while rest[:1] == ["super"] or first == "super":
            folder = posixpath.dirname(folder)
            first, rest = ("", rest) if first == "super" else ("", rest[1:])
        return _module(folder, rest, files)
    for place, crate in project.crates:
        if crate == first:
            return _module(f"{place}/src", rest, files)
    return _module(_module_folder(path), parts, files, or_own=False)


def _parts(item: Import) -> list[str]:
    parts = [part for part in item.module.split("::") if part]
    return [*parts, item.name] if item.name and item.name not in {"*", "self"} else parts


def _module(folder: str, parts: Sequence[str], files: FileSet, *, or_own: bool = True) -> tuple[str, ...]:
    """The file of the longest part of the path that is a module; the rest names something inside it."""
    for count in range(len(parts), 0, -1):
        place = "/".join((folder, *parts[:count]))
        for path in (f"{place}.rs", f"{place}/mod.rs"):
            if path in files:
                return (path,)
    if or_own:
        for path in (f"{folder}.rs", *(f"{folder}/{name}" for name in ("mod.rs", *_ROOTS))):
            if path in files:
                return (path,)
    return ()


def _module_folder(path: str) -> str:
    """The folder in which the child modules of the file at `path` stand."""
    folder, name = posixpath.split(path)
    return folder if name in _OWN_FOLDER else f"{folder}/{name.removesuffix('.rs')}"


def _crate_folder(path: str, files: FileSet, project: Project) -> str:
    around = [place for place, _ in project.crates if path.startswith(f"{place}/")]
    if around:
        return f"{max(around, key=len)}/src"
    folder = posixpath.dirname(path)
    while folder not in {"", "/"}:
        if any(f"{folder}/{name}" in files for name in _ROOTS):
            return folder
        folder = posixpath.dirname(folder)
    return posixpath.dirname(path)


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve)
