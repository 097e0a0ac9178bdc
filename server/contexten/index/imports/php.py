"""Imports of PHP: a name of a namespace stands in a file that states it; an included file is named by its path.

Source: PHP manual, "Namespaces". PSR-4's map of namespaces to folders (composer.json) is not needed: the files state
their namespaces themselves.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.paths import below_roots, fitting, stem_of
from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_ENDINGS = (".php", ".phtml", ".inc")


def _keys(item: Import) -> tuple[str, ...]:
    return (stem_of(item.module) if item.name == "*" else item.name,)


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    return (stem_of(path),)


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    if item.name == "*":
        beside = posixpath.normpath(f"{posixpath.dirname(path)}/{item.module}")
        found = (beside,) if beside in files else below_roots(item.module, ("",), files, project)
        return found or fitting(item.module, path, files)
    space = item.module.replace("\\", ".")
    known = (place for place in files.defining(item.name) if place.endswith(_ENDINGS))
    return tuple(sorted(place for place in known if files.package_of(place) == space))


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve, packages_anywhere=True)
