"""The evaluation of where a completion at the cursor ends: its holes are holes, and it tells apart what is shown."""

import random

import pytest

from contexten.store import Store
from contexten.workspace.workspace import Workspace
from evaluation.fillings import Hole, holes, outcome

TEXT = """\
def total(values):
    result = 0
    for value in values:
        result += value
        result -= 1 - 1
    return result


def other(values):
    return [value for value in values]
"""


@pytest.fixture
def workspace():
    return Workspace(["/project"], Store.open(None))


def chooser(seed):
    return random.Random(seed)  # noqa: S311 - a repeatable choice


@pytest.mark.parametrize("seed", range(20))
def test_what_is_taken_out_stood_there(seed):
    made = list(holes(TEXT, chooser(seed)))
    assert [hole.kind for hole in made] == ["rest of a line", "line", "block"]
    assert all(hole.before + hole.removed + hole.after == TEXT for hole in made)
    assert all(hole.removed.strip() for hole in made)


@pytest.mark.parametrize("seed", range(10))
def test_what_follows_in_the_file_ends_an_answer(workspace, seed):
    found = [outcome(workspace, "/project/a.py", hole) for hole in holes(TEXT, chooser(seed))]
    assert found == ["exact"] * 3


@pytest.mark.parametrize(
    ("removed", "after", "said"),
    [
        ("return 1\n", "\n\ndef g():\n    pass\n", "exact"),
        ("a = 1", "\n    b = 2\n\n\ndef g():\n    pass\n", "longer"),
        ("a = 1\n\n    b = 2", "\n\n\ndef g():\n    pass\n", "shorter"),
        ("a = = 1", "\n\n\ndef g():\n    pass\n", "nothing"),
    ],
)
def test_without_it_the_code_itself_says_where_to_end(workspace, removed, after, said):
    hole = Hole("block", "def f():\n    ", removed, after)
    assert outcome(workspace, "/project/a.py", hole, is_last=True) == said
