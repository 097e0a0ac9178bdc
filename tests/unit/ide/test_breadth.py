"""Which wishes are proposed to an agent: a table of instructions as people write them."""

from __future__ import annotations

import pytest

from contexten.ide.breadth import MANY_LINES, reaches_far
from support.menu import menu


@pytest.mark.parametrize(
    ("instruction", "reason"),
    [
        ("rename gross to brutto everywhere", "it reaches across the code"),
        ("refactor across modules to use the new client", "it reaches across the code"),
        ("use pathlib throughout the project", "it reaches across the code"),
        ("make error messages the same across all our services", "it reaches across the code"),
        ("change all callers to pass a timeout", "it is about many places"),
        ("add type hints to every function in the package", "it is about many places"),
        ("translate the whole code base to English", "it is about many places"),
        ("do a repo-wide clean-up of unused imports", "it is about many places"),
        ("update all tests to the new fixture", "it is about many places"),
        ("migrate from unittest to pytest", "it is a migration"),
        ("database migration for the new column", "it is a migration"),
        ("port the parser to tree-sitter", "it is a migration"),
        ("upgrade Django to 5.2", "it is a migration"),
        ("convert this code to asyncio", "it is a migration"),
        ("fix it until all tests pass", "programs have to be run for it"),
        ("run the linter and mend what it says", "programs have to be run for it"),
        ("add a setting and open a pull request", "programs have to be run for it"),
        ("move load from shop/io.py to shop/store.py", "it names 2 files"),
        ("take the limits out of prices.py, shop.ts and conf.toml", "it names 3 files"),
    ],
)
def test_wishes_that_reach_far(instruction, reason):
    assert reaches_far(instruction) == reason


@pytest.mark.parametrize(
    "instruction",
    [
        "",
        "add retry with backoff",
        "retry three times, then give up with the last error",
        "use pathlib",
        "sort all items by price",
        "walk through each entry and drop the empty ones",
        "read the limits from settings.toml",
        "log every request",
        "write to prices.py",
        "rename gross to brutto everywhere in this function",
        "replace all usages of os.path only here",
        "handle the case that all values are empty",
        "return the whole list",
        "call self.save and os.remove, e.g. for old ones",
        "move the cursor to the end",
        "support Python 3.8",
        "sum across the two lists",
        "run it in a thread",
    ],
)
def test_wishes_for_one_answer(instruction):
    assert reaches_far(instruction) is None


def test_a_large_selection_reaches_far():
    assert reaches_far("use pathlib", lines=MANY_LINES) is None
    assert reaches_far("use pathlib", lines=MANY_LINES + 1) == f"{MANY_LINES + 1} lines are selected"


WIDE = """
#- a.py
def gross(net):
    # ai: rename gross to brutto everywhere$0
    return net * 1.19
"""


def test_the_agent_is_the_second_choice_on_such_a_comment(tmp_path):
    entries = menu(WIDE, tmp_path)
    first, second = list(entries.values())[:2]
    assert (first.title, second.title) == (
        "Do: rename gross to brutto everywhere",
        "Ask an agent: rename gross to brutto everywhere",
    )
    assert second.offer.command == "contexten.agent.launch"


def test_other_comments_offer_no_agent(tmp_path):
    assert "agent.comment" not in menu(WIDE.replace("everywhere", "here"), tmp_path)
