"""The row of Swift."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language
from contexten.syntax.languages.swift.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_swift

    return tree_sitter_swift.language()


def _reader() -> Reader:
    from contexten.syntax.languages.swift.reader import SwiftReader

    return SwiftReader()


def _test_file(path: str) -> str:
    """`Sources/Shop/Cart.swift` is tested by `Tests/ShopTests/CartTests.swift`: each target has one of tests."""
    file = PurePosixPath(path)
    folders = list(file.parts[:-1])
    place = folders.index("Sources") if "Sources" in folders else -1
    if 0 <= place < len(folders) - 1:
        folders[place : place + 2] = ["Tests", f"{folders[place + 1]}Tests"]
    else:
        folders = [f"{folders[0]}Tests", *folders[1:]] if folders else ["Tests"]
    return str(PurePosixPath(*folders, f"{file.stem}Tests.swift"))


SWIFT = Language(
    id="swift",
    title="Swift",
    load=_load,
    package="tree-sitter-swift",
    extensions=(".swift",),
    language_ids=("swift",),
    fences=("swift",),
    comments=Comments(line="//", block=("/*", "*/"), doc=("/// ", "/// ", "")),
    reader=_reader,
    shells=(("class X {\n", "\n}\n"), ("protocol X {\n", "\n}\n"), ("func f() {\n", "\n}\n")),
    test_file=_test_file,
    builtins=BUILTINS,
    shown_calls=False,
)
