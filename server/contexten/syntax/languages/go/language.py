"""The row of Go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language
from contexten.syntax.languages.go.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_go

    return tree_sitter_go.language()


def _reader() -> Reader:
    from contexten.syntax.languages.go.reader import GoReader

    return GoReader()


def _test_file(path: str) -> str:
    """`pkg/a.go` is tested by `pkg/a_test.go`, next to it."""
    return f"{path.removesuffix('.go')}_test.go"


GO = Language(
    id="go",
    title="Go",
    load=_load,
    package="tree-sitter-go",
    extensions=(".go",),
    language_ids=("go",),
    fences=("go", "golang"),
    comments=Comments(line="//", block=("/*", "*/"), doc=("// ", "// ", "")),
    reader=_reader,
    builtins=BUILTINS,
    indent="\t",
    test_file=_test_file,
)
