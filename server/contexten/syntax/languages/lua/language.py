"""The row of Lua."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language, Worded

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_lua

    return tree_sitter_lua.language()


def _reader() -> Reader:
    from contexten.syntax.languages.lua.reader import LuaReader

    return LuaReader()


def _test_file(path: str) -> str:
    """`src/shop/cart.lua` is tested by `spec/shop/cart_spec.lua`, as the runner busted looks for it."""
    file = PurePosixPath(path)
    folders = [part for part in file.parts[:-1] if part not in {"src", "lua", "lib"}]
    return str(PurePosixPath("spec", *folders, f"{file.stem}_spec.lua"))


LUA = Language(
    id="lua",
    title="Lua",
    load=_load,
    package="tree-sitter-lua",
    extensions=(".lua", ".rockspec"),
    language_ids=("lua",),
    fences=("lua",),
    comments=Comments(line="--", block=("--[[", "]]"), doc=("--- ", "--- ", "")),
    reader=_reader,
    indent="  ",
    braces=False,
    worded=Worded(),
    test_file=_test_file,
    local_imports=True,
    shown_calls=False,
)
