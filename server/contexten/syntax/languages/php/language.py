"""The row of PHP."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_php

    return tree_sitter_php.language_php()


def _reader() -> Reader:
    from contexten.syntax.languages.php.reader import PhpReader

    return PhpReader()


def _test_file(path: str) -> str:
    """`src/Cart/Item.php` is tested by `tests/Cart/ItemTest.php`, as PHPUnit looks for it."""
    file = PurePosixPath(path)
    folders = [part for part in file.parts[:-1] if part not in {"src", "app", "lib"}]
    return str(PurePosixPath("tests", *folders, f"{file.stem}Test.php"))


PHP = Language(
    id="php",
    title="PHP",
    load=_load,
    package="tree-sitter-php",
    extensions=(".php", ".phtml", ".inc"),
    language_ids=("php",),
    fences=("php",),
    comments=Comments(line="//", block=("/*", "*/"), doc=("/**", " * ", " */")),
    reader=_reader,
    test_file=_test_file,
    shown_calls=False,
)
