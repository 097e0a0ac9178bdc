"""Imports of Rust: `crate::`, `self::`, `super::`, other crates of the workspace, and the files that modules stand in.

Source: "The Rust Reference", "Modules", "The path attribute", "Use declarations"; "The Cargo Book", "Package Layout".
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_ROOTS = ("lib.rs", "main.rs")
_OWN_FOLDER = (*_ROOTS, "mod.rs")
_OUTSIDE = frozenset({"std", "core", "alloc", "proc_macro"})
_TARGETS = frozenset({"tests", "examples", "benches", "bin"})
"""Folders in which every file is the root of a crate of its own."""
_PATH = re.compile(r'path\s*=\s*"([^"]+)"')


def _keys(item: Import) -> tuple[str, ...]:
    parts = _parts(item)
    return tuple(dict.fromkeys(parts)) or ("crate",)


def _file_keys(path: str, project: Project) -> tuple[str, ...]:
    folder, name = posixpath.split(path)
    # The name of a module that an attribute puts in a file's place stands in another file: any path can lead there.
    crates = [crate.name for crate in project.crates if path.startswith(f"{crate.folder}/")]
    stem = posixpath.basename(folder) if name == "mod.rs" else name.removesuffix(".rs")
    return ("crate", "super", "self", stem, *crates)


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    first, *rest = _parts(item) or [""]
    if not first or first in _OUTSIDE:
        return ()
    if first == "crate":
        return _in_crate(path, rest, files, project)
    if first == "self":
        return _below(path, rest, files, project) or ((path,) if path in files else ())
    if first == "super":
        return _above(path, rest, files, project)
    root = next((crate.root for crate in project.crates if crate.name == first), "")
    if root:
        return _in_crate(root, rest, files, project)
    return _below(path, [first, *rest], files, project) or ((path,) if files.defines(path, first) else ())


def _parts(item: Import) -> list[str]:
    parts = [part for part in item.module.split("::") if part]
    return [*parts, item.name] if item.name and item.name not in {"*", "self"} else parts


def _in_crate(path: str, rest: Sequence[str], files: FileSet, project: Project) -> tuple[str, ...]:
    """What a path from the root of the crate of `path` means."""
    roots = _crate_roots(path, files, project)
    for root in roots:
        if found := _below(root, rest, files, project):
            return found
    return roots


def _above(path: str, rest: Sequence[str], files: FileSet, project: Project) -> tuple[str, ...]:
    """What a path from the module around that of `path` means."""
    roots = _crate_roots(path, files, project)
    if path in roots:
        return ()
    folder = posixpath.dirname(_module_folder(path, project))
    parents = [name for name in (f"{folder}.rs", f"{folder}/mod.rs") if name in files]
    parents = parents or [root for root in roots if posixpath.dirname(root) == folder]
    for parent in parents:
        if rest[:1] == ["super"]:
            return _above(parent, rest[1:], files, project)
        if found := _below(parent, rest, files, project):
            return found
    return tuple(parents)


def _below(path: str, parts: Sequence[str], files: FileSet, project: Project) -> tuple[str, ...]:
    """The file of the longest part of `parts` that is a module below the one at `path`; the rest names its content."""
    folder = _module_folder(path, project)
    for count in range(len(parts), 0, -1):
        place = "/".join((folder, *parts[:count]))
        for found in (f"{place}.rs", f"{place}/mod.rs"):
            if found in files:
                return (found,)
    stated = _stated(path, parts[0], files) if parts else ""
    return _below(stated, parts[1:], files, project) or (stated,) if stated else ()


def _stated(path: str, name: str, files: FileSet) -> str:
    """The file that `#[path = "…"] mod name;` gives a module; empty where there is none."""
    for symbol in files.at_top(path, name):
        for attribute in symbol.definition.decorators:
            match = _PATH.match(attribute)
            place = posixpath.normpath(f"{posixpath.dirname(path)}/{match.group(1)}") if match is not None else ""
            if place and place != path and place in files:
                return place
    return ""


def _module_folder(path: str, project: Project) -> str:
    """The folder in which the child modules of the file at `path` stand."""
    folder, name = posixpath.split(path)
    own = name in _OWN_FOLDER or posixpath.basename(folder) in _TARGETS
    if own or any(crate.root == path for crate in project.crates):
        return folder
    return f"{folder}/{name.removesuffix('.rs')}"


def _crate_roots(path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    """The first files of the crate that `path` belongs to; its own one first."""
    folder = posixpath.dirname(path)
    if target := _target_root(path, folder, files):
        return (target,)
    if posixpath.basename(path) in _ROOTS or any(crate.root == path for crate in project.crates):
        return (path,) if path in files else _roots_in(folder, files)
    inside = [crate for crate in project.crates if path.startswith(f"{crate.folder}/")]
    for crate in sorted(inside, key=lambda crate: -len(crate.folder)):
        stated = [crate.root] if crate.root in files else []
        if found := tuple(dict.fromkeys((*stated, *_roots_in(f"{crate.folder}/src", files)))):
            return found
    while folder not in {"", "/"}:
        if found := _roots_in(folder, files):
            return found
        folder = posixpath.dirname(folder)
    return ()


def _target_root(path: str, folder: str, files: FileSet) -> str:
    """The first file of the test, example or program that `path` belongs to; empty outside of these."""
    part = posixpath.basename(path).removesuffix(".rs")
    if _TARGETS.isdisjoint(folder.split("/")):
        return ""
    while folder not in {"", "/"}:
        if posixpath.basename(folder) in _TARGETS:
            inside = (path,) if folder == posixpath.dirname(path) else files.in_folder(folder)
            return next((other for other in inside if other == path or files.defines(other, part)), "")
        if f"{folder}/main.rs" in files and posixpath.basename(posixpath.dirname(folder)) in _TARGETS:
            return f"{folder}/main.rs"
        folder, part = posixpath.dirname(folder), posixpath.basename(folder)
    return ""


def _roots_in(folder: str, files: FileSet) -> tuple[str, ...]:
    return tuple(place for name in _ROOTS if (place := f"{folder}/{name}") in files)


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve, passes_on=True)
