"""Requires of Ruby: beside the file, on the customary load paths, then wherever the path fits; constants need none.

Source: "Kernel" of Ruby's documentation, `require` and `require_relative`; gems and Rails put `lib` and `app/*` on the
load path, and constants are known in every file once anything has loaded theirs.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.paths import below_roots, fitting, stem_of
from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_ENDINGS = (".rb", ".rake", ".ru")
_LOAD_PATHS = ("lib", "", "test", "spec", "app")


def _keys(item: Import) -> tuple[str, ...]:
    return (stem_of(item.module),)


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    return (stem_of(path),)


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    written = item.module if item.module.endswith(".rb") else f"{item.module}.rb"
    beside = posixpath.normpath(f"{posixpath.dirname(path)}/{written}")
    if item.level or written.startswith("."):
        return (beside,) if beside in files else ()
    return below_roots(written, _LOAD_PATHS, files, project) or fitting(written, path, files)


def _sees(_path: str, other: str) -> bool:
    return other.endswith(_ENDINGS)


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve, bare_members=True, sees=_sees)
