"""Each benchmark runs on a tiny tree and says something; how fast it was fails nothing."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import asdict

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.figures import Samples, percentile, timings
from support.workspaces import write_fixture

SHOP = """
    #- shop/order.py
    from shop.money import Money


    def total(prices):
        amount = Money()
        for price in prices:
            amount = amount.plus(price)
        return amount
    #- shop/money.py
    class Money:
        def plus(self, other):
            found = self
            other.note(found)
            return found
"""


@pytest.fixture
def tree(tmp_path, monkeypatch):
    for name in ("AIDER_PYTHON", "JEDI_PYTHON", "CONTEXTEN_CACHE_DIR", "PYTHONPATH"):
        monkeypatch.setenv(name, "")
    write_fixture(SHOP, tmp_path / "tree")
    return str(tmp_path / "tree")


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    monkeypatch.setattr(benchmarks, "LEDGER", tmp_path / "ledger.jsonl")
    return tmp_path / "ledger.jsonl"


def kept(ledger, *arguments):
    """The rows that a run with `--keep` appends, by what and who."""
    benchmarks.main([*arguments, "--keep"])
    entry = json.loads(ledger.read_text().splitlines()[-1])
    assert entry["benchmark"] == arguments[0]
    assert entry["load"] >= 0
    return entry["rows"]


def test_warm_start_counts_imports_and_index_beside_looking_at_every_file(tree, ledger):
    rows = kept(ledger, "warm-start", "--tree", tree, "--rounds", "1")
    assert [row["who"] for row in rows] == ["stat + read", "contexten", "contexten", "contexten"]
    assert rows[1]["cpu_p50"] == pytest.approx(rows[2]["cpu_p50"] + rows[3]["cpu_p50"], abs=0.02)


def test_context_is_asked_for_before_and_after_an_edit(tree, ledger):
    rows = kept(ledger, "context", "--tree", tree, "--samples", "2", "--budget", "500")
    assert [row["what"] for row in rows] == [
        "round trip",
        "the first request",
        "unchanged, 500 tokens",
        "edited, 500 tokens",
    ]
    assert [row["samples"] for row in rows[2:]] == [2, 2]


def test_an_editing_trace_is_replayed_with_kept_packs_and_without(tree, ledger, tmp_path):
    before = {path: path.read_bytes() for path in (tmp_path / "tree").rglob("*.py")}
    (row,) = kept(ledger, "caching", "--tree", tree, "--tasks", "1", "--stops", "20", "--edits", "10")
    assert row["requests"] >= row["repeated"] > 10
    assert 0 < row["hit_rate"] <= 100
    assert row["kept_equals_fresh"] > 50
    assert row["answer_p95"] > 0
    assert 0 < row["resident"] < 500
    assert before == {path: path.read_bytes() for path in (tmp_path / "tree").rglob("*.py")}


def test_a_saved_file_is_measured_and_the_tree_stays_as_it_was(tree, ledger, tmp_path):
    before = {path: path.read_bytes() for path in (tmp_path / "tree").rglob("*.py")}
    rows = kept(ledger, "saved-file", "--tree", tree, "--samples", "2")
    assert [(row["who"], row["samples"]) for row in rows] == [("parse only", 2), ("contexten", 2)]
    assert before == {path: path.read_bytes() for path in (tmp_path / "tree").rglob("*.py")}


def test_keystrokes_stand_beside_parsing_the_whole_text(ledger):
    rows = kept(ledger, "keystroke", "--lines", "100", "--samples", "4")
    assert {row["tree"] for row in rows} == {"100 lines"}
    assert [row["who"] for row in rows] == ["parse only"] * 2 + ["contexten"] * 3


def test_memory_is_that_of_a_server_that_was_asked_for_context(tree, ledger):
    rows = kept(ledger, "memory", "--tree", tree, "--requests", "2", "--rest", "0")
    assert [row["who"] for row in rows] == ["pygls hello-world"] + ["contexten"] * 6
    assert all(row["peak"] >= row["resident"] > row["mapped"] > 0 for row in rows)


def test_each_question_of_navigation_is_measured_and_the_tree_stays_as_it_was(tree, ledger, tmp_path):
    before = {path: path.read_bytes() for path in (tmp_path / "tree").rglob("*.py")}
    rows = kept(ledger, "navigation", "--tree", tree, "--samples", "3")
    assert {row["samples"] for row in rows} == {3}
    assert {"definition", "references, of a definition", "incomingCalls", "workspace/symbol"} <= {
        row["what"] for row in rows
    }
    assert before == {path: path.read_bytes() for path in (tmp_path / "tree").rglob("*.py")}


def test_growth_leaves_out_sizes_that_are_not_there_and_draws_the_others(tree, ledger, tmp_path):
    picture = tmp_path / "growth.svg"
    sizes = ("--size", "12", "--size", "1000")
    rows = kept(ledger, "growth", "--tree", tree, *sizes, "--samples", "1", "--rounds", "1", "--picture", str(picture))
    assert [(row["files"], row["lines"]) for row in rows] == [(2, 13)]
    assert ET.parse(picture).getroot().tag.endswith("svg")  # noqa: S314 - our own file


def test_a_tree_is_asked_for(ledger):
    with pytest.raises(SystemExit, match="--tree"):
        benchmarks.main(["context"])


def test_percentiles_and_ratios_are_of_processor_time():
    assert [percentile([4, 1, 3, 2, 5], part) for part in (0, 0.5, 1)] == [1, 3, 5]
    limit = Samples("limit", "someone", [(0.001, 9.0)])
    ours = Samples("ours", "contexten", [(0.002, 0.5), (0.004, 0.5)], "p95 ≤ 5")
    rows = timings("here", [limit, ours, Samples("absent", "nobody", [])])
    assert [asdict(row)["ratio"] for row in rows] == [1.0, 4.0]
    assert (rows[1].cpu_p95, rows[1].wall_p50, rows[1].target) == (4.0, 500.0, "p95 ≤ 5")


def test_throughput_counts_what_was_answered_beside_the_package_alone(tree, ledger):
    rows = kept(ledger, "throughput", "--tree", tree, "--seconds", "1")
    assert [row["what"] for row in rows] == [
        "64 callers, openai package alone",
        "100 a minute",
        "64 callers without a pause",
        "64 at once, one in five wrong",
    ]
    assert all(row["requests"] >= row["answered"] + row["failed"] for row in rows)
    assert all(row["answered"] > 0 for row in rows)
    assert rows[3]["requests"] == 64


def test_response_times_are_taken_apart(tree, ledger):
    rows = kept(ledger, "response-time", "--tree", tree, "--samples", "2", "--agent", "0.1")
    whole = [row for row in rows if row["who"] == "openai" or not row["what"].startswith("of that")]
    assert [row["what"] for row in whole] == [
        "openai package alone",
        "simple generation",
        "with context",
        "again, from the cache",
        "with context, without the model",
        "an agent's task of 0.1 s",
    ]
    assert rows[0]["wall_p50"] > 900


def test_a_suggestion_is_measured_without_its_model(tree, ledger):
    rows = kept(ledger, "inline", "--tree", tree, "--samples", "2")
    assert [row["what"] for row in rows] == ["the first in a function", "after another letter", "typed through"]
    assert [row["samples"] for row in rows] == [2, 2, 2]


def test_hover_is_asked_in_files_as_scanned_and_typed_in(tree, ledger):
    rows = kept(ledger, "hover", "--tree", tree, "--samples", "3")
    assert [row["what"] for row in rows] == ["hover, file as scanned", "hover, file typed in"]
    assert [row["samples"] for row in rows] == [3, 3]
