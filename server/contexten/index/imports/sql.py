"""SQL has no imports: what one file creates is known in all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import

_ENDINGS = (".sql", ".ddl", ".psql", ".pgsql")


def _keys(_item: Import) -> tuple[str, ...]:
    return ()


def _file_keys(_path: str, _project: Project) -> tuple[str, ...]:
    return ()


def _resolve(_item: Import, _path: str, _files: FileSet, _project: Project) -> tuple[str, ...]:
    return ()


def _sees(_path: str, other: str) -> bool:
    return other.endswith(_ENDINGS)


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve, sees=_sees)
