"""The row of PHP."""

from __future__ import annotations

from dataclasses import replace
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


def _load_snippets() -> object:
    import tree_sitter_php

    return tree_sitter_php.language_php_only()


def _snippets() -> Language:
    return _SNIPPETS


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
    snippets=_snippets,
    code_mark=b"<?",
    opening="<?php\n\n",
    frame=r"\s*(?:<\?php|\?>|declare\s*\(.*\)\s*;|namespace\s+[\w\\]+\s*;)\s*",
    shells=(("class X {\n", "\n}\n"), ("function f() {\n", "\n}\n")),
    shown_calls=False,
)

_SNIPPETS = replace(PHP, load=_load_snippets, queries=("php",), snippets=None)
"""Without `<?php` the grammar of files sees only text."""
