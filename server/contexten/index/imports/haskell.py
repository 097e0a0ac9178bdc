"""Modules of Haskell: `A.B.C` stands in `A/B/C.hs` below some source folder, and says so in its header.

Source: "Haskell 2010 Language Report", 5.3 "Import Declarations"; "Cabal User Guide", `hs-source-dirs`.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import


def _keys(item: Import) -> tuple[str, ...]:
    return tuple(dict.fromkeys((item.module, item.module.rpartition(".")[2])))


def _file_keys(path: str, _project: Project) -> tuple[str, ...]:
    return (posixpath.basename(path).removesuffix(".hs"),)


def _resolve(item: Import, path: str, files: FileSet, _project: Project) -> tuple[str, ...]:
    tail = "/" + item.module.replace(".", "/") + ".hs"
    found = [other for other in files.named(posixpath.basename(tail)) if other.endswith(tail)]
    found.sort(key=lambda other: (-len(posixpath.commonpath([path, other])), len(other), other))
    return tuple(found[:1])


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve, passes_on=True)
