"""The row of Rust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language
from contexten.syntax.languages.rust.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_rust

    return tree_sitter_rust.language()


def _reader() -> Reader:
    from contexten.syntax.languages.rust.reader import RustReader

    return RustReader()


RUST = Language(
    id="rust",
    title="Rust",
    load=_load,
    package="tree-sitter-rust",
    extensions=(".rs",),
    language_ids=("rust",),
    fences=("rust", "rs"),
    comments=Comments(line="//", block=("/*", "*/"), doc=("/// ", "/// ", "")),
    reader=_reader,
    builtins=BUILTINS,
)
