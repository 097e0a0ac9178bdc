"""What an import means: one module per language and this table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.index.imports import (
    bash,
    c,
    csharp,
    elixir,
    go,
    haskell,
    java,
    javascript,
    kotlin,
    lua,
    ocaml,
    php,
    python,
    ruby,
    rust,
    scala,
    sql,
    swift,
)
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
    "cpp": c.CPP_RULES,
    "csharp": csharp.RULES,
    "kotlin": kotlin.RULES,
    "scala": scala.RULES,
    "swift": swift.RULES,
    "ocaml": ocaml.RULES,
    "ocaml-interface": ocaml.RULES,
    "haskell": haskell.RULES,
    "ruby": ruby.RULES,
    "php": php.RULES,
    "lua": lua.RULES,
    "bash": bash.RULES,
    "elixir": elixir.RULES,
    "sql": sql.RULES,
}


def _nothing(*_given: object) -> tuple[str, ...]:
    return ()


_NO_RULES = ImportRules(keys=_nothing, file_keys=_nothing, resolve=_nothing)


def rules_of(language: str) -> ImportRules:
    """The rules of a language; those of one that is not in the table resolve nothing."""
    return RULES.get(language, _NO_RULES)


def import_keys(language: str, imports: tuple[Import, ...]) -> tuple[str, ...]:
    """The words under which a file with these imports is found by `file_keys` of what it imports."""
    rules = rules_of(language)
    return tuple(dict.fromkeys(key for item in imports for key in rules.keys(item)))


def file_keys(language: str, path: str, project: Project) -> tuple[str, ...]:
    """The words that an import of the file at `path` can carry; every real importer has at least one of them."""
    return rules_of(language).file_keys(path, project)


__all__ = ["RULES", "FileSet", "ImportRules", "file_keys", "import_keys", "rules_of"]
