"""The rows of TypeScript and TSX."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language
from contexten.syntax.languages.ecmascript.builtins import BUILTINS
from contexten.syntax.languages.ecmascript.testing import test_file

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_typescript()


def _load_tsx() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_tsx()


def _reader() -> Reader:
    from contexten.syntax.languages.ecmascript.reader import TypeScriptReader

    return TypeScriptReader()


TYPESCRIPT = Language(
    id="typescript",
    title="TypeScript",
    load=_load,
    package="tree-sitter-typescript",
    extensions=(".ts", ".mts", ".cts"),
    language_ids=("typescript",),
    fences=("typescript", "ts", "mts"),
    comments=Comments(line="//", block=("/*", "*/"), doc=("/**", " * ", " */")),
    reader=_reader,
    builtins=BUILTINS,
    indent="  ",
    test_file=test_file,
    queries=("ecmascript", "typescript"),
)

TSX = replace(
    TYPESCRIPT,
    id="tsx",
    title="TSX",
    load=_load_tsx,
    extensions=(".tsx",),
    language_ids=("typescriptreact",),
    fences=("tsx",),
    queries=("ecmascript", "typescript", "jsx"),
)
