"""The row of JavaScript, JSX included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language
from contexten.syntax.languages.ecmascript.builtins import BUILTINS
from contexten.syntax.languages.ecmascript.testing import test_file

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_javascript

    return tree_sitter_javascript.language()


def _reader() -> Reader:
    from contexten.syntax.languages.ecmascript.reader import EcmaScriptReader

    return EcmaScriptReader()


JAVASCRIPT = Language(
    id="javascript",
    title="JavaScript",
    load=_load,
    package="tree-sitter-javascript",
    extensions=(".js", ".jsx", ".mjs", ".cjs"),
    language_ids=("javascript", "javascriptreact"),
    fences=("javascript", "js", "jsx", "mjs", "node"),
    comments=Comments(line="//", block=("/*", "*/"), doc=("/**", " * ", " */")),
    reader=_reader,
    builtins=BUILTINS,
    indent="  ",
    test_file=test_file,
    queries=("ecmascript", "javascript", "jsx"),
)
