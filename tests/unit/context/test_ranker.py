"""The learned order: trees that are not walked give what walking them gives."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import contexten.context.ranker as room
from contexten.context.features import FEATURES
from contexten.context.ranker import MOST_LEAVES, Ranker, Tree, Trees, ranker_of, shipped_ranker

COLUMNS = 5
THRESHOLDS = [0.0, 0.125, 0.25, 0.5, 0.75]
VALUES = [0.0, 0.1, 0.125, 0.2, 0.25, 0.5, 0.6, 0.75, 1.0]
Reader = Callable[["str | None"], "Ranker | None"]
SHIPPED = Path(room.__file__).with_name("ranker.json")


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A tree of 1 to 16 leaves, numbered from left to right."""
    features: list[int] = []
    thresholds: list[float] = []
    left: list[int] = []
    right: list[int] = []
    values: list[float] = []

    def branch(leaves: int) -> int:
        if leaves == 1:
            values.append(draw(st.sampled_from([-1.5, -0.5, 0.25, 1.0])))
            return -len(values)
        number = len(features)
        features.append(draw(st.integers(0, COLUMNS - 1)))
        thresholds.append(draw(st.sampled_from(THRESHOLDS)))
        left.append(0)
        right.append(0)
        beside = draw(st.integers(1, leaves - 1))
        left[number] = branch(beside)
        right[number] = branch(leaves - beside)
        return number

    branch(draw(st.integers(1, MOST_LEAVES)))
    return Tree(tuple(features), tuple(thresholds), tuple(left), tuple(right), tuple(values))


def walked(tree: Tree, row: list[float]) -> float:
    """The value of the leaf that `row` leads to."""
    branch = 0 if tree.features else -1
    while branch >= 0:
        goes_left = row[tree.features[branch]] <= tree.thresholds[branch]
        branch = tree.left[branch] if goes_left else tree.right[branch]
    return tree.values[-1 - branch]


def ranker(*some: Tree) -> Ranker:
    return ranker_of(Trees(tuple("abcde"), some))


rows = st.lists(st.lists(st.sampled_from(VALUES), min_size=COLUMNS, max_size=COLUMNS), min_size=1, max_size=8)


@given(st.lists(trees(), min_size=1, max_size=6), rows)
def test_scores_are_those_of_walking_each_tree(some: list[Tree], table: list[list[float]]) -> None:
    scores = ranker(*some).score(np.array(table, np.float32).__getitem__, np.zeros(len(table), np.float32))
    expected = [1 / (1 + math.exp(-sum(walked(tree, row) for tree in some))) for row in table]
    assert scores.tolist() == pytest.approx(expected, abs=1e-6)


def test_a_value_at_the_threshold_goes_left() -> None:
    tree = Tree((0,), (0.5,), (-1,), (-2,), (-1.0, 1.0))
    low, high = (
        ranker(tree)
        .score(np.array([[0.5] * 5, [0.500001] * 5], np.float32).__getitem__, np.zeros(2, np.float32))
        .tolist()
    )
    assert low < 0.5 < high


def test_what_the_hand_made_order_puts_far_behind_comes_after_all_others() -> None:
    tree = Tree((0,), (0.5,), (-1,), (-2,), (-3.0, 3.0))
    by_hand = np.linspace(1, 0, 700, dtype=np.float32)
    features = np.zeros((700, COLUMNS), np.float32)
    features[650:] = 1.0
    scores = ranker(tree).score(features.__getitem__, by_hand)
    assert scores[:600].min() > scores[600:].max()
    assert (np.diff(scores[600:]) < 0).all()


def test_no_candidates_have_no_scores() -> None:
    tree = Tree((0,), (0.5,), (-1,), (-2,), (-3.0, 3.0))
    assert ranker(tree).score(np.zeros((0, COLUMNS), np.float32).__getitem__, np.zeros(0, np.float32)).tolist() == []


@pytest.fixture
def shipped_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Reads `ranker.json` with this text in the place of the package's own; no file where it is None."""

    def read(text: str | None) -> Ranker | None:
        if text is not None:
            (tmp_path / "ranker.json").write_text(text)
        monkeypatch.setattr(room, "__file__", str(tmp_path / "ranker.py"))
        shipped_ranker.cache_clear()
        try:
            return shipped_ranker()
        finally:
            shipped_ranker.cache_clear()

    return read


def as_text(features: tuple[str, ...]) -> str:
    tree = Tree((0,), (0.5,), (-1,), (-2,), (-1.0, 1.0))
    return msgspec.json.encode(Trees(features, (tree,))).decode()


def test_data_for_these_features_is_read(shipped_from: Reader) -> None:
    assert shipped_from(as_text(FEATURES)) is not None


def test_data_for_other_features_or_in_another_order_is_not_used(shipped_from: Reader) -> None:
    assert shipped_from(as_text((*FEATURES, "one more"))) is None
    assert shipped_from(as_text(tuple(reversed(FEATURES)))) is None


def test_without_data_there_is_no_learned_order(shipped_from: Reader) -> None:
    assert shipped_from(None) is None


def test_the_shipped_data_fits_the_features_and_the_limits() -> None:
    texts = [SHIPPED.read_text()] if SHIPPED.exists() else []
    for text in texts:
        data = msgspec.convert(json.loads(text), Trees)
        assert data.features == FEATURES
        assert shipped_ranker() is not None
        assert data.trees
        for tree in data.trees:
            nodes = len(tree.features)
            assert len(tree.values) == nodes + 1 <= MOST_LEAVES
            assert len(tree.thresholds) == len(tree.left) == len(tree.right) == nodes
            assert all(0 <= feature < len(FEATURES) for feature in tree.features)
            assert all(map(math.isfinite, (*tree.thresholds, *tree.values)))
            branches = sorted((*tree.left, *tree.right))
            assert branches == [*range(-nodes - 1, 0), *range(1, nodes)]
