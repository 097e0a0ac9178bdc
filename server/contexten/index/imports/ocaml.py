"""Modules of OCaml: a file is a module called as it is; a folder with a library's name may stand before it.

Source: "The OCaml Manual", "Modules and the file system"; "Dune documentation", "library", wrapped modules.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_ENDINGS = (".ml", ".mli")


def _keys(item: Import) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.lower() for part in item.module.split(".") if part))


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    return (posixpath.basename(path).partition(".")[0].lower(),)


def _resolve(item: Import, path: str, files: FileSet, _project: Project) -> tuple[str, ...]:
    return _files(item.module.split("."), path, files)


def _modules(name: str, path: str, files: FileSet) -> tuple[str, ...]:
    return _files([name], path, files) if name[:1].isupper() else ()


def _files(parts: list[str], path: str, files: FileSet) -> tuple[str, ...]:
    """The source and the interface of a module, the nearest of its name."""
    if not parts or not parts[0][:1].isupper():
        return ()
    found = _named(parts[0], path, files)
    if not found and len(parts) > 1:
        library = parts[0].lower().replace("_", "-")
        beside = _named(parts[1], path, files)
        found = [other for other in beside if library in posixpath.dirname(other).lower().replace("_", "-")]
    folder = posixpath.dirname(found[0]) if found else ""
    return tuple(other for other in found if posixpath.dirname(other) == folder)


def _named(name: str, path: str, files: FileSet) -> list[str]:
    stems = dict.fromkeys((name[:1].lower() + name[1:], name))
    found = [other for stem in stems for ending in _ENDINGS for other in files.named(f"{stem}{ending}")]
    here = posixpath.dirname(path)
    near = [other for other in found if posixpath.splitext(other)[0] != posixpath.splitext(path)[0]]
    return sorted(near, key=lambda other: (-len(posixpath.commonpath([here, other])), posixpath.dirname(other), other))


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve, passes_on=True, modules=_modules)
