"""Bounds that hold whatever a text is: deadlines inside one token, queries that are never freed, no deep recursion."""

from __future__ import annotations

import ast
import gc
from pathlib import Path

import pytest

import contexten
from contexten.syntax.at import bound_names, definitions_at, identifiers, references_in, statements_covering
from contexten.syntax.extract import extract_facts
from contexten.syntax.grammar import grammar_of
from contexten.syntax.languages import LANGUAGES, by_id
from contexten.syntax.parse import Tangled, fragment, parse, reparse
from contexten.text import Document, Patch, Span
from support.syntax import outline, parsed_text

SOURCES = sorted(Path(contexten.__file__).parent.rglob("*.py"))
LONG_TOKENS = {
    "continued lines": "\\\n" * 490_000,
    "continued lines with an end": "x = 1 + \\\n" + "\\\n" * 480_000 + "2\n",
}


@pytest.mark.parametrize("name", LONG_TOKENS)
def test_a_deadline_holds_inside_of_one_token_too(name):
    """The library asks whether to go on between tokens only; such a text took a second, whatever the deadline."""
    text = LONG_TOKENS[name]
    document = Document.of(text)
    assert parse(document, by_id("python"), deadline=0.005) is None
    small = Document.of("def f(): return 1\n")
    old = parse(small, by_id("python"))
    assert old is not None
    grown = Patch(Span(0, 0), text.encode())
    assert reparse(old, [(small, grown)], small.patched(grown), deadline=0.005) is None
    assert outline(extract_facts(parsed_text("def f(): return 1\n", "python"))) == ["function f"]


def test_a_snippet_that_no_parser_gets_through_is_told(monkeypatch):
    monkeypatch.setattr("contexten.syntax.parse.CHECK_DEADLINE", 0.01)
    with pytest.raises(Tangled, match="could not be parsed in time"):
        fragment("\\\n" * 100_000, by_id("python"))
    assert outline(extract_facts(fragment("def f(): return 1\n", by_id("python")))) == ["function f"]


def test_a_tree_within_the_deadline_is_whole():
    text = "x = 1 + \\\n" + "\\\n" * 500 + "2\n" + "y = 3\n" * 2000
    kept, free = parse(Document.of(text), by_id("python"), deadline=60.0), parse(Document.of(text), by_id("python"))
    assert kept is not None
    assert free is not None
    assert extract_facts(kept) == extract_facts(free)


@pytest.mark.parametrize("row", LANGUAGES, ids=lambda row: row.id)
def test_a_query_is_compiled_once_and_never_freed(row):
    first = grammar_of(row)
    queries = [id(query) for query in (first.facts, first.identifiers, first.leads, first.errors)]
    del first
    gc.collect()
    again = grammar_of(row)
    assert [id(query) for query in (again.facts, again.identifiers, again.leads, again.errors)] == queries


def test_only_the_grammar_compiles_queries():
    """What is compiled elsewhere could be freed, and then the library reads freed memory."""
    makers = {path.name for path in SOURCES if _calls(path, "Query")}
    assert makers == {"grammar.py"}


def test_every_cursor_is_bounded():
    """By a range of bytes or by a depth; the one that counts errors looks at single nodes."""
    for path in SOURCES:
        for function in _functions_with(path, "QueryCursor"):
            called = {node.func.attr for node in ast.walk(function) if _is_method(node)}
            assert {"set_byte_range", "set_max_start_depth"} & called or function.name == "_count_errors", path


RUBBLE = ["python", "javascript", "tsx", "go", "rust", "java", "c", "cpp", "csharp", "ruby", "kotlin", "swift", "lua"]


@pytest.mark.parametrize("language", RUBBLE)
@pytest.mark.parametrize("piece", ["(\n", "[\n", "{\n", "f(\n"])
def test_no_query_runs_over_rubble(language, piece):
    """With one the time grows with the square of the size: for a megabyte of them it takes minutes."""
    size = 40_000 // len(piece)
    parsed = parse(Document.of(piece * size), by_id(language))
    assert parsed is not None
    assert parsed.errors > 0
    assert parsed.is_rubble or piece != "(\n" or language not in {"python", "javascript", "go", "java", "rust"}
    middle = Span(size // 2, size // 2 + 10)
    extract_facts(parsed)
    for look in (definitions_at, statements_covering, references_in, bound_names, identifiers):
        look(parsed, middle)


def test_code_with_errors_is_no_rubble():
    data = "x = [" + "1, " * 20_000 + "\n" + "def f(:\n    return 1\n" * 200
    parsed = parsed_text(data, "python")
    assert parsed.errors > 0
    assert not parsed.is_rubble
    assert not parsed_text("x = [" + "1, " * 20_000 + "]\n", "python").is_rubble
    assert parsed_text("(" * 10_000, "python").is_rubble
    assert parsed_text("def f():\n    return 1\n\n\nx = " + "[\n" * 10_000, "python").is_rubble


def _calls(path: Path, name: str) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if _is_method(node) and node.func.attr == name and _of_ts(node)]


def _functions_with(path: Path, name: str) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [
        function
        for function in functions
        if any(_is_method(node) and node.func.attr == name for node in ast.walk(function))
    ]


def _is_method(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _of_ts(call: ast.Call) -> bool:
    return isinstance(call.func.value, ast.Name) and call.func.value.id == "ts"
