"""The five summaries as text, under graph_sitter's names; `contexten.codebase.summaries` has them as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.codebase.summaries import (
    ClassSummary,
    CodebaseSummary,
    FileSummary,
    FunctionSummary,
    SymbolSummary,
)

if TYPE_CHECKING:
    from contexten.codebase.class_definition import Class
    from contexten.codebase.codebase import Codebase
    from contexten.codebase.file import File
    from contexten.codebase.function import Function
    from contexten.codebase.symbol import Symbol


def get_codebase_summary(codebase: Codebase) -> str:
    """What a codebase holds: files, imports, symbols by sort, and how many edges lie between them."""
    return CodebaseSummary.of(codebase).text


def get_file_summary(file: File) -> str:
    """What a file holds, and how many files import it."""
    return FileSummary.of(file).text


def get_class_summary(cls: Class) -> str:
    """What a class holds and names, and who uses it."""
    return ClassSummary.of(cls).text


def get_function_summary(func: Function) -> str:
    """What a function holds and calls, and who calls and uses it."""
    return FunctionSummary.of(func).text


def get_symbol_summary(symbol: Symbol) -> str:
    """Who uses a symbol."""
    return SymbolSummary.of(symbol).text
