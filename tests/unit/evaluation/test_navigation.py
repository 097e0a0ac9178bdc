"""How navigation is judged beside another server: what counts as right, as missed, and not at all."""

from __future__ import annotations

import pytest

from contexten.codebase.world import World
from evaluation.navigation import definition_scores, reference_scores, table
from evaluation.servers import Place
from evaluation.source import SourceTree
from support.workspaces import open_fixture

SOURCE = """\
#- a.py
import os


class Crate:
    def weigh(self):
        return os.name


def load(crate: Crate, other):
    crate.weigh()
    other.weigh()
"""


class Other:
    """A server that says what it is told to say, by the line and column of the question."""

    name = "other"

    def __init__(self, places, outside=()):
        self.places = places
        self.outside = outside

    def references(self, file, offsets):
        return [self.places.get(file.utf16(offset), []) for offset in offsets]

    def known_definitions(self, file, offsets):
        answers = {**{place: [] for place in self.outside}, **self.places}
        return [answers.get(file.utf16(offset)) for offset in offsets]


@pytest.fixture
def tree(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    return SourceTree.read(tmp_path / "work", "python"), World(opened.snapshot)


def at(tree, *befores):
    """The byte offsets of the first of each text in the file."""
    return {"a.py": [tree.files["a.py"].data.index(before.encode()) for before in befores]}


def test_an_answer_on_the_same_line_is_right_and_another_one_wrong(tree):
    source, world = tree
    names = at(source, "Crate, other", "weigh()\n    other")
    scores = definition_scores(
        source, world, Other({(8, 16): [Place("a.py", 3, 6)], (9, 10): [Place("a.py", 0, 0)]}), names
    )
    every = scores["definition"]
    assert (every.asked, every.right, every.given, every.found, every.wanted) == (2, 1, 2, 1, 2)
    assert scores["definition, behind a dot"].wrong == ["a.py:10 weigh: a.py:5; wanted a.py:1"]


def test_the_import_of_something_outside_counts_neither_way(tree):
    source, world = tree
    scores = definition_scores(source, world, Other({}, outside={(5, 15)}), at(source, "os.name"))
    every = scores["definition"]
    assert (every.asked, every.given, every.wanted, every.wrong) == (1, 0, 0, [])


def test_what_the_other_knows_nothing_of_is_left_out(tree):
    source, world = tree
    assert definition_scores(source, world, Other({}), at(source, "Crate, other")) == {}


def test_references_by_name_alone_are_told_from_certain_ones(tree):
    source, world = tree
    other = Other({(4, 8): [Place("a.py", 9, 10), Place("a.py", 1, 0)]})
    scores = reference_scores(source, world, other, at(source, "weigh(self)"))
    every, certain = scores["references"], scores["references, certain"]
    assert (every.right, every.given, every.wanted) == (1, 2, 2)
    assert (certain.right, certain.given, certain.precision, certain.recall) == (1, 1, 1.0, 0.5)
    assert "| references, certain | 1 | 1.000 (1 of 1) | 0.500 (1 of 2) |" in table(scores)
