"""The row of Elixir."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language, Worded

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_elixir

    return tree_sitter_elixir.language()


def _reader() -> Reader:
    from contexten.syntax.languages.elixir.reader import ElixirReader

    return ElixirReader()


def _test_file(path: str) -> str:
    """`lib/shop/cart.ex` is tested by `test/shop/cart_test.exs`."""
    file = PurePosixPath(path)
    folders = [part for part in file.parts[:-1] if part != "lib"]
    return str(PurePosixPath("test", *folders, f"{file.stem}_test.exs"))


ELIXIR = Language(
    id="elixir",
    title="Elixir",
    load=_load,
    package="tree-sitter-elixir",
    extensions=(".ex", ".exs"),
    language_ids=("elixir",),
    fences=("elixir", "ex", "exs"),
    comments=Comments(
        line="#",
        doc=('@doc """', "", '"""'),
        other_doc=r'@doc\s+(?:~[sS])?(?:"""(?:.|\n)*?"""|"(?:\\.|[^"\\])*"|false\b)',
        types_too=False,
    ),
    reader=_reader,
    indent="  ",
    braces=False,
    worded=Worded(opening=" do", short=r"\s*,\s*do:\s*"),
    test_file=_test_file,
    local_imports=True,
    imports_inside=True,
    shown_calls=False,
)
