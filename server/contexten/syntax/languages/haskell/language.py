"""The row of Haskell."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language, Short
from contexten.syntax.languages.haskell.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_haskell

    return tree_sitter_haskell.language()


def _reader() -> Reader:
    from contexten.syntax.languages.haskell.reader import HaskellReader

    return HaskellReader()


def _test_file(path: str) -> str:
    """`src/Shop/Cart.hs` is tested by `test/Shop/CartSpec.hs`."""
    file = PurePosixPath(path)
    folders = list(file.parts[:-1])
    if folders[:1] and folders[0] in {"src", "lib", "library", "app"}:
        folders = folders[1:]
    return str(PurePosixPath("test", *folders, f"{file.stem}Spec.hs"))


HASKELL = Language(
    id="haskell",
    title="Haskell",
    load=_load,
    package="tree-sitter-haskell",
    extensions=(".hs",),
    language_ids=("haskell",),
    fences=("haskell", "hs"),
    comments=Comments(line="--", block=("{-", "-}"), doc=("-- |", "-- ", "")),
    reader=_reader,
    short=Short(mark="=", behind=True, probe="f "),
    equations=True,
    frame=r"module\s+[\w.']+\s*(?:\(.*\)\s*)?where\s*",
    shells=(("class X x where\n", "\n"), ("f =\n", "\n")),
    indent="  ",
    braces=False,
    test_file=_test_file,
    builtins=BUILTINS,
    shown_calls=False,
)
