"""What an import means: one module per language and this table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.index.imports import c, csharp, go, java, javascript, python, rust
from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Project
    from contexten.syntax.facts import Import

RULES: dict[str, ImportRules] = {
    "python": python.RULES,
    "python-stub": python.RULES,
    "javascript": javascript.RULES,
    "typescript": javascript.RULES,
    "tsx": javascript.RULES,
    "go": go.RULES,
    "rust": rust.RULES,
    "java": java.RULES,
    "c": c.RULES,
    "cpp": c.RULES,
    "csharp": csharp.RULES,
}


def import_keys(language: str, imports: tuple[Import, ...]) -> tuple[str, ...]:
    """The words under which a file with these imports is found by `file_keys` of what it imports."""
    rules = RULES.get(language)
    if rules is None:
        return ()
    return tuple(dict.fromkeys(key for item in imports for key in rules.keys(item)))


def file_keys(language: str, path: str, project: Project) -> tuple[str, ...]:
    """The words that an import of the file at `path` can carry; every real importer has at least one of them."""
    rules = RULES.get(language)
    return () if rules is None else rules.file_keys(path, project)


def imported_files(language: str, item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    """The files that `item`, written in the file at `path`, means, the likeliest first; () outside of the workspace."""
    rules = RULES.get(language)
    return () if rules is None else rules.resolve(item, path, files, project)


__all__ = ["RULES", "FileSet", "ImportRules", "file_keys", "import_keys", "imported_files"]
