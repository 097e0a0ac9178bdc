"""The row of Bash."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_bash

    return tree_sitter_bash.language()


def _reader() -> Reader:
    from contexten.syntax.languages.bash.reader import BashReader

    return BashReader()


def _test_file(path: str) -> str:
    """`lib/install.sh` is tested by `test/install_test.sh`, as shUnit2 names it; the grammar does not read Bats."""
    file = PurePosixPath(path)
    folders = [part for part in file.parts[:-1] if part not in {"src", "lib", "bin"}]
    return str(PurePosixPath("test", *folders, f"{file.stem}_test.sh"))


BASH = Language(
    id="bash",
    title="Bash",
    load=_load,
    package="tree-sitter-bash",
    extensions=(".sh", ".bash", ".ksh"),
    language_ids=("shellscript", "sh", "bash"),
    fences=("bash", "sh", "shell", "zsh", "shellscript"),
    comments=Comments(line="#"),
    reader=_reader,
    indent="  ",
    test_file=_test_file,
    frame=r"#!.*",
    local_imports=True,
    shown_calls=False,
)
