"""The evaluation's own tasks, on a miniature tree whose meanings are written down by hand."""

from __future__ import annotations

import re

import pytest

from contexten.context.batch import Batch
from contexten.store import Store
from evaluation.compact import fill, squeeze
from evaluation.holes import Hole, orphaned_imports, without
from evaluation.positions import POSITIONS, misspelled
from evaluation.score import mean, score_task
from evaluation.source import SourceTree
from evaluation.tables import Table
from evaluation.tasks import Wanted, make_tasks
from support.workspaces import write_fixture

FIXTURE = '''
    #- shop/order.py
    from shop.money import Money, zero
    from shop.tax import (
        rate,
        region as area,
    )
    import json


    def total(prices: list[Money], country: str) -> Money:
        """The sum of all prices, with tax."""
        amount = zero()
        for price in prices:
            amount = amount.plus(price)
        return amount.times(rate(area(country)))


    def dump(order: dict) -> str:
        return json.dumps(order, default=area)
    #- shop/money.py
    class Money:
        def plus(self, other: "Money") -> "Money":
            """Both together."""
            return self

        def times(self, factor: float) -> "Money":
            return self


    def zero() -> Money:
        return Money()
    #- shop/tax.py
    def rate(region: str) -> float:
        return 0.2


    def region(country: str) -> str:
        return country
    #- tests/test_order.py
    from shop.order import total
    from shop.money import Money


    def test_total_of_nothing():
        money = total([], "fr")
        assert isinstance(money, Money)
        assert money
'''
MEANINGS = {"zero": "def zero", "plus": "def plus", "times": "def times", "rate": "def rate", "area": "def region"}
MEANINGS |= {"total": "def total", "Money": "class Money"}


@pytest.fixture
def tree(tmp_path):
    write_fixture(FIXTURE, tmp_path)
    return SourceTree.read(tmp_path, "python")


@pytest.fixture
def oracle(tree):
    return Table("by hand", list(_uses(tree)), tree)


def _uses(tree):
    homes = {name: _place(tree, text) for name, text in MEANINGS.items()}
    for path in ("shop/order.py", "tests/test_order.py"):
        text = tree.files[path].data.decode()
        for found in re.finditer(r"\w+", text):
            if found[0] in homes:
                yield "\t".join((path, str(found.start()), *homes[found[0]]))


def _place(tree, text):
    file = next(file for file in tree.files.values() if text.encode() in file.data)
    return file.path, str(file.data.index(text.encode()) + text.index(" ") + 1)


def _made(tree, oracle, position):
    maker, tests = POSITIONS[position], position == "test"
    return make_tasks(tree, oracle, "shop", wanted=Wanted(rich=1), maker=maker, tests=tests)


def _cross(task):
    return {item["symbol"] for item in task["gold"] if item["scope"] == "cross"}


def test_the_truth_of_a_body_is_what_its_names_mean_in_other_files(tree, oracle):
    (task,) = _made(tree, oracle, "body")
    assert task["function"] == "total"
    assert _cross(task) == {"zero", "Money.plus", "Money.times", "rate", "region"}
    assert task["instruction"] == "The sum of all prices, with tax."
    assert task["signature"] == "def total(prices: list[Money], country: str) -> Money:"
    assert task["gold_source"] == "by hand"


def test_the_signature_and_the_docstring_stay_and_the_body_goes(tree, oracle):
    (task,) = _made(tree, oracle, "body")
    holed = without(tree.files[task["file"]].data.decode(), task["edits"])
    assert '    """The sum of all prices, with tax."""\n    pass\n\n\ndef dump' in holed
    assert holed.split("\n")[task["line"] - 1] == " " * task["col"] + "pass"


def test_imports_that_only_the_body_used_go_in_the_other_variant(tree, oracle):
    (task,) = _made(tree, oracle, "body")
    holed = without(tree.files[task["file"]].data.decode(), task["edits_noimp"])
    assert holed.startswith("from shop.money import Money\nfrom shop.tax import region as area\nimport json\n")


@pytest.mark.parametrize(
    ("name", "text", "gone", "left"),
    [
        ("a.ts", "import D, { a, type b as c } from './x'", "a", "import D, { type b as c } from './x'"),
        ("a.ts", "import D, { a } from './x'", "a", "import D from './x'"),
        ("a.ts", "import { a } from './x'", "a", ""),
        ("a.rs", "use x::{a, b::{c, d as e}};", "e", "use x::{a, b::{c}};"),
        ("a.py", "from x import (\n    a,  # first\n    b,\n)", "b", "from x import a"),
        ("a.go", 'import (\n\t"fmt"\n\t"os"\n)', "os", 'import (\n\t"fmt"\n\n)'),
        ("A.java", "import x.A;\nimport x.B;", "B", "import x.A;\n"),
    ],
)
def test_an_import_loses_one_name(tmp_path, name, text, gone, left):
    bodies = {"py": "def f():\n    {}()\n", "ts": "function f() {{\n  {}()\n}}\n", "rs": "fn f() {{\n    {}()\n}}\n"}
    bodies |= {"go": "func f() {{\n\t{}.X()\n}}\n", "java": "class K {{ void f() {{\n    new {}();\n  }} }}\n"}
    body = bodies[name.rpartition(".")[2]].format(gone)
    head = "package p\n" if name.endswith("go") else ""
    (tmp_path / name).write_text(f"{head}{text}\n{body}")
    language = {"py": "python", "ts": "typescript", "rs": "rust", "go": "go", "java": "java"}[name.rpartition(".")[2]]
    file = SourceTree.read(tmp_path, language).files[name]
    line = file.lines.index(next(each for each in reversed(file.lines) if gone in each and each not in text)) + 1
    edits = orphaned_imports(file, Hole(line, line, ""))
    assert without(file.data.decode(), edits).startswith(f"{head}{left}\n")


def test_half_a_body_tells_only_what_the_other_half_uses(tree, oracle):
    (task,) = _made(tree, oracle, "middle")
    assert task["body"].split("\n")[0].strip() == "for price in prices:"
    assert "zero" not in _cross(task)
    assert "Money.plus" in _cross(task)


def test_a_call_stays_without_its_arguments(tree, oracle):
    (task,) = _made(tree, oracle, "call")
    line = without(tree.files[task["file"]].data.decode(), task["edits"]).split("\n")[task["line"] - 1]
    assert line[task["col"] - 1 : task["col"] + 1] == "()"


def test_a_wrong_name_is_one_that_the_tree_does_not_have(tree, oracle):
    (task,) = _made(tree, oracle, "fix")
    wrong = task["diagnostic"]
    line = without(tree.files[task["file"]].data.decode(), task["edits"]).split("\n")[wrong["line"]]
    assert line[wrong["character"] : wrong["end"]] not in tree.defined
    assert len(_cross(task)) == 1
    assert misspelled("total") == "ttoal"


def test_a_test_is_told_what_the_real_test_used(tree, oracle):
    (task,) = _made(tree, oracle, "test")
    assert task["file"] == "tests/test_order.py"
    assert _cross(task) == {"total", "Money"}


def test_a_committed_task_gets_its_text_back_from_the_tree(tree, oracle):
    (task,) = [{**task, "origin": "here", "license": "MIT"} for task in _made(tree, oracle, "body")]
    row = squeeze(task)
    assert "amount" not in str(row)
    assert fill(row, tree) == task


def test_a_selection_scores_and_the_file_is_as_before(tree, oracle, tmp_path):
    (task,) = _made(tree, oracle, "body")
    before = (tmp_path / task["file"]).read_bytes()
    answer = Batch(Store.open(None)).answer
    score = score_task(task, tmp_path, answer, budget=1000)
    assert (score.core, score.of_core) == (5, 5)
    assert (tmp_path / task["file"]).read_bytes() == before
    assert mean([score])["core"] == 1.0


def test_an_answer_that_shows_nothing_scores_nothing(tree, oracle, tmp_path):
    (task,) = _made(tree, oracle, "body")
    beside = {"path": "shop/money.py", "start_line": 1, "end_line": 1, "text": "class Money:", "score": 1}
    score = score_task(task, tmp_path, lambda request: {"items": [beside]}, budget=1000, noimp=True)
    assert (score.core, score.of_core, score.of_hidden) == (0, 5, 4)


def test_an_answer_above_the_budget_counts_for_nothing(tree, oracle, tmp_path):
    (task,) = _made(tree, oracle, "body")
    item = {"path": "shop/tax.py", "start_line": 1, "end_line": 6, "text": tree.files["shop/tax.py"].data.decode()}
    score = score_task(task, tmp_path, lambda request: {"items": [item], "text": item["text"] * 9}, budget=100)
    assert score.core == 0
