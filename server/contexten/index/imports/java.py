"""Imports of Java: a type stands in the file of its name, in the folder of its package.

Source: "The Java Language Specification", 7.5 and 7.6.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import


def _keys(item: Import) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_parts(item)[-3:]))


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    folder, name = posixpath.split(path)
    return (name.removesuffix(".java"), posixpath.basename(folder))


def _resolve(item: Import, _path: str, files: FileSet, _project: Project) -> tuple[str, ...]:
    parts = _parts(item)
    if item.name == "*":
        return _package(parts, files) or _type(parts, files)
    # `import a.b.Type.member` and static imports name something inside the type.
    return _type(parts, files) or _type(parts[:-1], files) or _beside(parts, files) or _type(parts[:-2], files)


def _parts(item: Import) -> list[str]:
    parts = [part for part in item.module.split(".") if part and part != "*"]
    return [*parts, item.name] if item.name not in {"", "*"} and parts[-1:] != [item.name] else parts


def _type(parts: list[str], files: FileSet) -> tuple[str, ...]:
    if not parts:
        return ()
    tail = "/" + "/".join(parts) + ".java"
    return tuple(sorted(path for path in files.named(f"{parts[-1]}.java") if path.endswith(tail)))


def _beside(parts: list[str], files: FileSet) -> tuple[str, ...]:
    """A type that stands in the file of another one of its package."""
    package = ".".join(parts[:-1])
    found = (path for path in files.defining(parts[-1]) if files.package_of(path) == package)
    return tuple(sorted(path for path in found if path.endswith(".java") and files.defines(path, parts[-1])))


def _package(parts: list[str], files: FileSet) -> tuple[str, ...]:
    if not parts:
        return ()
    tail = "/" + "/".join(parts)
    folders = sorted(folder for folder in files.folders_named(parts[-1]) if folder.endswith(tail))
    return tuple(path for folder in folders for path in sorted(files.in_folder(folder)) if path.endswith(".java"))


def _anywhere(_path: str) -> str:
    return ""


RULES = ImportRules(
    keys=_keys, file_keys=_file_keys, resolve=_resolve, place=_anywhere, packages_anywhere=True, bare_members=True
)
