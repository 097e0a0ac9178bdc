"""The row of Kotlin."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language, Short
from contexten.syntax.languages.kotlin.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader

_MAIN = re.compile(r"^(?:main|(\w+)Main)$")


def _load() -> object:
    import tree_sitter_kotlin

    return tree_sitter_kotlin.language()


def _reader() -> Reader:
    from contexten.syntax.languages.kotlin.reader import KotlinReader

    return KotlinReader()


def _test_file(path: str) -> str:
    """`src/main/kotlin/a/B.kt` is tested by `src/test/kotlin/a/BTest.kt`, `src/jvmMain/…` in `src/jvmTest/…`."""
    file = PurePosixPath(path)
    folders = [_MAIN.sub(lambda found: f"{found[1]}Test" if found[1] else "test", part) for part in file.parts[:-1]]
    return str(PurePosixPath(*folders, f"{file.stem}Test.kt"))


KOTLIN = Language(
    id="kotlin",
    title="Kotlin",
    load=_load,
    package="tree-sitter-kotlin",
    extensions=(".kt", ".kts"),
    language_ids=("kotlin", "kotlinscript"),
    fences=("kotlin", "kt", "kts"),
    comments=Comments(line="//", block=("/*", "*/"), doc=("/**", " * ", " */")),
    reader=_reader,
    short=Short(mark="=", returns=True, nothing=("", "Unit"), probe="fun f(): Any "),
    frame=r"\s*package\s+[\w.]+\s*;?\s*",
    shells=(("class X {\n", "\n}\n"), ("interface X {\n", "\n}\n"), ("fun f(): Any {\n", "\n}\n")),
    test_file=_test_file,
    builtins=BUILTINS,
    shown_calls=False,
)
