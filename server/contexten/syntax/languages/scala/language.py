"""The row of Scala, versions 2 and 3."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language, Short
from contexten.syntax.languages.scala.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_scala

    return tree_sitter_scala.language()


def _reader() -> Reader:
    from contexten.syntax.languages.scala.reader import ScalaReader

    return ScalaReader()


def _test_file(path: str) -> str:
    """`src/main/scala/a/B.scala` is tested by `src/test/scala/a/BTest.scala`."""
    file = PurePosixPath(path)
    folders = list(file.parts[:-1])
    if "main" in folders:
        folders[folders.index("main")] = "test"
    return str(PurePosixPath(*folders, f"{file.stem}Test.scala"))


SCALA = Language(
    id="scala",
    title="Scala",
    load=_load,
    package="tree-sitter-scala",
    extensions=(".scala", ".sc", ".sbt"),
    language_ids=("scala", "sbt"),
    fences=("scala", "sbt"),
    comments=Comments(line="//", block=("/*", "*/"), doc=("/**", " * ", " */")),
    reader=_reader,
    short=Short(mark="=", behind=True, probe="def f: Any "),
    frame=r"\s*package\s+[\w.]+\s*",
    shells=(("class X {\n", "\n}\n"), ("def f: Any = {\n", "\n}\n")),
    indent="  ",
    test_file=_test_file,
    builtins=BUILTINS,
    shown_calls=False,
)
