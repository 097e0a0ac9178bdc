"""Packages that a file states, as on the JVM: an import means the files of that package that define the name."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports import java

if TYPE_CHECKING:
    from contexten.index.imports.rules import FileSet
    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_ENDINGS = (".kt", ".kts", ".scala", ".sc")


def keys_of(item: Import) -> tuple[str, ...]:
    """The whole name, the package and the last part."""
    package, _dot, last = full_name(item).rpartition(".")
    return tuple(dict.fromkeys(key for key in (full_name(item), package, last) if key))


def file_keys_of(path: str, _project: Project) -> tuple[str, ...]:
    """The file's name; its package is asked for anyway."""
    return (posixpath.basename(path).partition(".")[0],)


def files_of(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    """Those that say they belong to the package; for a single name only those that define it; else Java's."""
    name = full_name(item)
    if item.name == "*" and (found := package_files(name, files)):
        return found
    parts = name.split(".")
    for count in (len(parts), len(parts) - 1, len(parts) - 2):
        if count > 0 and (found := _defining(parts[:count], files)):
            return found
    return java.RULES.resolve(item, path, files, project)


def package_files(package: str, files: FileSet) -> tuple[str, ...]:
    """All files of a package, which may be written in one clause or in several."""
    named = {*files.defining(package), *files.defining(package.rpartition(".")[2])}
    return tuple(sorted(path for path in named if path.endswith(_ENDINGS) and files.package_of(path) == package))


def around(package: str) -> tuple[str, ...]:
    """A package and those around it, innermost first."""
    parts = package.split(".")
    return tuple(".".join(parts[:count]) for count in range(len(parts), 0, -1))


def full_name(item: Import) -> str:
    """The dotted name of what is imported; for all of a package the package's."""
    return item.module if item.name in {"", "*"} else ".".join(part for part in (item.module, item.name) if part)


def _defining(parts: list[str], files: FileSet) -> tuple[str, ...]:
    package = ".".join(parts[:-1])
    found = (path for path in files.defining(parts[-1]) if path.endswith(_ENDINGS))
    return tuple(sorted(path for path in found if files.package_of(path) == package))
