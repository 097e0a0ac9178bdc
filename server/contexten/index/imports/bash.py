"""Sourced files of Bash: beside the file, in a root, and where the folder is computed, wherever the path fits.

Source: "Bash Reference Manual", 4.1: a path without a slash is also looked for on PATH, which is not known here.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.paths import below_roots, fitting, stem_of
from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import


def _keys(item: Import) -> tuple[str, ...]:
    return (stem_of(item.module),)


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    return (stem_of(path),)


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), item.module))
    if beside in files:
        return (beside,)
    return below_roots(item.module, ("",), files, project) or (fitting(item.module, path, files) if item.level else ())


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve)
