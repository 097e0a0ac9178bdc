import pytest

from contexten.syntax.grammar import grammar_of, query_source
from contexten.syntax.languages import LANGUAGES, by_id, of_document, of_fence, of_path


def id_of(language):
    return None if language is None else language.id


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/b.py", "python"),
        ("/a/b.pyi", "python-stub"),
        ("/a/B.JSX", "javascript"),
        ("/a/b.mjs", "javascript"),
        ("/a/b.d.ts", "typescript"),
        ("/a/b.tsx", "tsx"),
        ("/a/b.go", "go"),
        ("/a/b.rs", "rust"),
        ("/a/B.java", "java"),
        ("/a/b.c", "c"),
        ("/a/b.h", "cpp"),
        ("/a/b.CC", "cpp"),
        ("/a/b.hpp", "cpp"),
        ("/a/B.cs", "csharp"),
        ("/a/b.rb", "ruby"),
        ("/a/B.PHP", "php"),
        ("/a/b.lua", "lua"),
        ("/a/b.sh", "bash"),
        ("/a/b.exs", "elixir"),
        ("/a/b.sql", "sql"),
        ("/a.py/Makefile", None),
        ("/a/b", None),
        ("/a/.py", "python"),
    ],
)
def test_a_path_gives_the_language(path, expected):
    assert id_of(of_path(path)) == expected


@pytest.mark.parametrize(
    ("language_id", "path", "expected"),
    [
        ("python", "untitled:Untitled-1", "python"),
        ("python", "/a/b.pyi", "python-stub"),
        ("typescriptreact", "/a/b.txt", "tsx"),
        ("go", "/a/b.py", "go"),
        ("shellscript", "/a/b", "bash"),
        ("", "/a/b.rs", "rust"),
        ("c", "/a/b.h", "c"),
        ("cpp", "/a/b.h", "cpp"),
        ("plaintext", "/a/b.py", "python"),
        ("plaintext", "/a/b.txt", None),
    ],
)
def test_the_clients_language_comes_before_the_path(language_id, path, expected):
    assert id_of(of_document(language_id, path)) == expected


def test_fences_of_models_are_known():
    assert [id_of(of_fence(name)) for name in ("py", " TypeScript ", "golang", "rs", "java", "brainfuck")] == [
        "python",
        "typescript",
        "go",
        "rust",
        "java",
        None,
    ]


def test_names_in_the_table_are_unique():
    for field in ("id", "title"):
        values = [getattr(row, field) for row in LANGUAGES]
        assert len(set(values)) == len(values)
    for field in ("extensions", "fences"):
        values = [value for row in LANGUAGES for value in getattr(row, field)]
        assert len(set(values)) == len(values)


def test_every_row_is_found_by_its_id_and_loads():
    for row in LANGUAGES:
        assert by_id(row.id) is row
        assert grammar_of(row) is grammar_of(row)


def test_the_usual_test_file_of_each_language():
    cases = {
        "src/app/mod.py": "tests/app/test_mod.py",
        "src/a.ts": "src/a.test.ts",
        "pkg/a.go": "pkg/a_test.go",
        "src/main/java/a/B.java": "src/test/java/a/BTest.java",
    }
    for path, expected in cases.items():
        row = of_path(path)
        assert row is not None
        assert row.test_file(path) == expected


def test_no_query_has_predicates():
    """They need the node's text, and dropping such a query can crash the process."""
    for row in LANGUAGES:
        code = [line.partition(";")[0] for line in query_source(row).splitlines()]
        assert not [line for line in code if "(#" in line.replace('"', "")]
