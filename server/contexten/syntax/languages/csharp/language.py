"""The row of C#."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language
from contexten.syntax.languages.csharp.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_c_sharp

    return tree_sitter_c_sharp.language()


def _reader() -> Reader:
    from contexten.syntax.languages.csharp.reader import CSharpReader

    return CSharpReader()


def _test_file(path: str) -> str:
    """`src/Shop/Api/Cart.cs` is tested by `tests/Shop.Tests/Api/CartTests.cs`: each project has one of tests."""
    file = PurePosixPath(path)
    folders = list(file.parts[:-1])
    place = folders.index("src") if "src" in folders else -1
    if 0 <= place < len(folders) - 1:
        folders[place : place + 2] = ["tests", f"{folders[place + 1]}.Tests"]
    elif folders:
        folders[0] = f"{folders[0]}.Tests"
    else:
        folders = ["Tests"]
    return str(PurePosixPath(*folders, f"{file.stem}Tests.cs"))


CSHARP = Language(
    id="csharp",
    title="C#",
    load=_load,
    package="tree-sitter-c-sharp",
    extensions=(".cs", ".csx"),
    language_ids=("csharp", "c#"),
    fences=("csharp", "c#", "cs"),
    comments=Comments(line="//", block=("/*", "*/"), doc=("/// ", "/// ", "")),
    reader=_reader,
    builtins=BUILTINS,
    test_file=_test_file,
)
