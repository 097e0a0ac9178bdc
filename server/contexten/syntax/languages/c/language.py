"""The row of C."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language
from contexten.syntax.languages.c.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader

_SOURCES = frozenset({"src", "source", "include", "lib"})


def _load() -> object:
    import tree_sitter_c

    return tree_sitter_c.language()


def _reader() -> Reader:
    from contexten.syntax.languages.c.reader import CReader

    return CReader()


def _test_file(path: str) -> str:
    """`src/a.c` is tested by `tests/test_a.c`."""
    return test_beside(path, header=".c")


def test_beside(path: str, *, header: str) -> str:
    """The test of the file at `path` in the folder `tests` beside its sources; `header` is the ending for `.h`."""
    file = PurePosixPath(path)
    folders = list(file.parts[:-1])
    kept = folders[:-1] if folders[-1:] and folders[-1] in _SOURCES else folders
    endings = {".h": header, ".hpp": ".cpp", ".hh": ".cc", ".hxx": ".cxx", ".h++": ".c++"}
    return str(PurePosixPath(*kept, "tests", f"test_{file.stem}{endings.get(file.suffix, file.suffix)}"))


C = Language(
    id="c",
    title="C",
    load=_load,
    package="tree-sitter-c",
    extensions=(".c",),
    language_ids=("c",),
    fences=("c",),
    comments=Comments(line="//", block=("/*", "*/"), doc=("/**", " * ", " */")),
    reader=_reader,
    builtins=BUILTINS,
    test_file=_test_file,
)
