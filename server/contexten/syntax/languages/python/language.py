"""The rows of Python: its sources and its stub files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language
from contexten.syntax.languages.python.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_python

    return tree_sitter_python.language()


def _reader() -> Reader:
    from contexten.syntax.languages.python.reader import PythonReader

    return PythonReader()


def _stub_reader() -> Reader:
    from contexten.syntax.languages.python.reader import StubReader

    return StubReader()


def _test_file(path: str) -> str:
    """`src/pkg/mod.py` is tested by `tests/pkg/test_mod.py`; a file at the top by `tests/test_mod.py`."""
    file = PurePosixPath(path)
    folders = [part for part in file.parts[:-1] if part not in {"src", "lib"}]
    return str(PurePosixPath("tests", *folders, f"test_{file.stem}.py"))


PYTHON = Language(
    id="python",
    title="Python",
    load=_load,
    package="tree-sitter-python",
    extensions=(".py", ".pyw"),
    language_ids=("python",),
    fences=("python", "py", "python3", "py3"),
    comments=Comments(line="#"),
    reader=_reader,
    builtins=BUILTINS,
    braces=False,
    docstring=True,
    test_file=_test_file,
)

PYTHON_STUB = replace(
    PYTHON,
    id="python-stub",
    title="Python stub",
    extensions=(".pyi",),
    fences=("pyi",),
    reader=_stub_reader,
    queries=("python",),
)
