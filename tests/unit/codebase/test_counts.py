"""Codebase counts what graph_sitter 0.56.14 counts, where the two mean the same.

`counted/*.json` is what it counts in `counted/*.txt`, recorded by `tests/evaluation/graph_sitter_counts.py`.
"""

import ast
import json
from pathlib import Path

import pytest

from contexten.codebase import Codebase
from evaluation.codebase import Counted, compare, ours
from support.workspaces import write_fixture

COUNTED = Path(__file__).with_name("counted")
OWN_SOURCE = Path(__file__).parents[3] / "server" / "contexten" / "index"


@pytest.mark.parametrize(
    ("language", "different"),
    [
        # `cls(...)` in a class method: which class it makes is not certain.
        ("python", {"class: call_sites": (5, 4)}),
        # graph_sitter does not count a method that is declared abstract.
        ("typescript", {"class: methods": (2, 3)}),
    ],
)
def test_counts_agree_on_the_recorded_trees(language, different, tmp_path):
    write_fixture((COUNTED / f"{language}.txt").read_text(), tmp_path)
    recorded = Counted(**json.loads((COUNTED / f"{language}.json").read_text()))
    rows = compare(ours(tmp_path, language), recorded)
    assert len(rows) > 20
    assert {name: (theirs, own) for name, theirs, own, _ in rows if theirs not in {"", own}} == different


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_usages_stand_on_the_same_lines(language, tmp_path):
    write_fixture((COUNTED / f"{language}.txt").read_text(), tmp_path)
    recorded = json.loads((COUNTED / f"{language}.json").read_text())["symbols"]
    own = {(item["file"], item["name"]): item["usages"] for item in ours(tmp_path, language).symbols}
    theirs = {(item["file"], item["name"]): [tuple(place) for place in item["usages"]] for item in recorded}
    assert any(theirs.values())
    assert {key: own[key] for key in theirs} == theirs


def test_counts_agree_with_python_s_own_parser():
    """Top level as `ast` sees it: also what stands in `if`, `try`, `else` and `with`."""
    codebase = Codebase.open(OWN_SOURCE, language="python")
    trees = {path: ast.parse(path.read_text()) for path in OWN_SOURCE.rglob("*.py")}
    top = [node for tree in trees.values() for node in _top_level(tree)]
    everywhere = [node for tree in trees.values() for node in ast.walk(tree)]
    aliases = [name for node in everywhere if isinstance(node, ast.Import | ast.ImportFrom) for name in node.names]
    functions = [node for node in top if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert len(codebase.files) == len(trees)
    assert len(codebase.functions) == len(functions) > 100
    assert len(codebase.classes) == sum(isinstance(node, ast.ClassDef) for node in top)
    assert len(codebase.imports) == len(aliases)
    assert sum(len(item.return_statements) for item in codebase.functions) == sum(map(_own_returns, functions)) > 100


def _top_level(node):
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield from _top_level(child)


def _own_returns(function):
    return sum(isinstance(node, ast.Return) for node in _top_level(function))
