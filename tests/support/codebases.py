"""A Codebase from the fixture language."""

from __future__ import annotations

from contexten.codebase import Codebase, Symbol
from support.fixture import parse_fixture


def codebase_of(source: str, *, language: str | None = None) -> Codebase:
    """The files of a fixture as a Codebase in memory."""
    return Codebase.from_files(parse_fixture(source).files, language=language)


def labels(found: object) -> list[str]:
    """Views as `path:name`; of a file its path."""
    return [item.label for item in found]


def written(symbol: Symbol) -> list[str]:
    """The usages of a symbol as `path:line kind type`, lines from 1."""
    return [
        f"{usage.match.filepath}:{usage.match.start_line} {usage.kind.name} {usage.usage_type.name}"
        for usage in symbol.usages
    ]
