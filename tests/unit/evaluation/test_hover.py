"""The samples of hover suggestions: what is found in a tree, and which of it a seed chooses."""

from __future__ import annotations

from evaluation.hover import Found, sampled, suggested
from support.workspaces import open_fixture

SOURCE = """\
#- jobs/wait.py
import time

async def wait():
    time.sleep(1)
#- jobs/other.py
def fine():
    return 1
#- notes.txt
async def wait():
"""


def test_every_suggestion_of_a_tree_is_found_with_its_place(tmp_path):
    found = list(suggested(open_fixture(SOURCE, tmp_path).snapshot))
    assert [(item.place, item.name, item.rule) for item in found] == [("jobs/wait.py:3", "wait", "blocking-call")]


def test_a_seed_chooses_the_same_of_each_rule_again():
    found = [Found(f"a.py:{line}", "f", rule, "why") for rule in ("one", "two") for line in range(50)]
    chosen = sampled(found, 5, 1)
    assert chosen == sampled(found, 5, 1) != sampled(found, 5, 2)
    assert [item.rule for item in chosen] == ["one"] * 5 + ["two"] * 5
    assert sampled(found, 0, 1) == found
