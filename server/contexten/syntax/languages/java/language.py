"""The row of Java."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language
from contexten.syntax.languages.java.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_java

    return tree_sitter_java.language()


def _reader() -> Reader:
    from contexten.syntax.languages.java.reader import JavaReader

    return JavaReader()


def _test_file(path: str) -> str:
    """`src/main/java/a/B.java` is tested by `src/test/java/a/BTest.java`."""
    file = PurePosixPath(path)
    folders = list(file.parts[:-1])
    if "main" in folders:
        folders[folders.index("main")] = "test"
    return str(PurePosixPath(*folders, f"{file.stem}Test.java"))


JAVA = Language(
    id="java",
    title="Java",
    load=_load,
    package="tree-sitter-java",
    extensions=(".java",),
    language_ids=("java",),
    fences=("java",),
    comments=Comments(line="//", block=("/*", "*/"), doc=("/**", " * ", " */")),
    reader=_reader,
    builtins=BUILTINS,
    test_file=_test_file,
)
