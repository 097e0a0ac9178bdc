"""The row of C++."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language
from contexten.syntax.languages.c.language import test_beside
from contexten.syntax.languages.cpp.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_cpp

    return tree_sitter_cpp.language()


def _reader() -> Reader:
    from contexten.syntax.languages.cpp.reader import CppReader

    return CppReader()


def _test_file(path: str) -> str:
    """`src/a.cpp` is tested by `tests/test_a.cpp`."""
    return test_beside(path, header=".cpp")


CPP = Language(
    id="cpp",
    title="C++",
    load=_load,
    package="tree-sitter-cpp",
    # `.h` is read as C++ unless the client says it is C. Measured: on 988 headers of C (Linux, CPython, jq) both
    # grammars find the same definitions within 2 %; on 25 headers of C++ (fmt, gtest) C's finds half of them and
    # 13 times the errors.
    extensions=(".cpp", ".cc", ".cxx", ".c++", ".h", ".hpp", ".hh", ".hxx", ".h++", ".ipp", ".tpp", ".inl", ".ixx"),
    language_ids=("cpp", "c++", "cuda-cpp"),
    fences=("cpp", "c++", "cc", "cxx", "hpp", "h"),
    comments=Comments(line="//", block=("/*", "*/"), doc=("/**", " * ", " */")),
    reader=_reader,
    builtins=BUILTINS,
    test_file=_test_file,
    queries=("c", "cpp"),
)
