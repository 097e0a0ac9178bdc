"""The learned order: an ensemble of small regression trees over the features of a candidate.

`tests/evaluation/train.py` makes `ranker.json` from self-made tasks; nothing in it comes from the repositories that the
evaluation uses. The trees are not walked: source of the algorithm is Lucchese et al., "QuickScorer" (SIGIR 2015).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from contexten.context.features import FEATURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MOST_LEAVES = 16
_MOST_SCORED = 600
"""So many candidates are scored, the best by hand; the others cannot win."""
_FEW = 3
"""Thresholds of a narrow feature."""
_MOST_NARROW = 30
"""So that a number of 63 bits tells all combinations apart."""


class Tree(msgspec.Struct, frozen=True):
    """Node `i` asks whether a feature is at most a threshold; a branch `-1 - j` leads to leaf `j`, others to a node.

    Leaves are numbered from left to right.
    """

    features: tuple[int, ...]
    thresholds: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    values: tuple[float, ...]


class Trees(msgspec.Struct, frozen=True):
    """What `ranker.json` holds."""

    features: tuple[str, ...]
    trees: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """One feature: its thresholds in order, and which leaves of each tree stay reachable above each."""

    feature: int
    thresholds: Floats
    reachable: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Ranker:
    """Trees, laid out by feature."""

    columns: tuple[_Column, ...]
    narrow: tuple[_Column, ...]
    """Features of few values: most candidates share theirs with others, and each combination is looked at once."""
    values: Floats
    """A row of leaves per tree."""

    def score(self, features: Callable[[NDArray[np.int64]], Floats], by_hand: Floats) -> Floats:
        """0 to 1 for each candidate; one that `by_hand` puts far behind has less than all scored ones.

        `features` gives the features of the candidates at some places.
        """
        rows = np.argsort(-by_hand, kind="stable")[:_MOST_SCORED]
        scores = by_hand * np.float32(1e-4)
        scores[rows] += self._chances(features(rows))
        return scores

    def _chances(self, features: Floats) -> Floats:
        leaves = self._narrowed(features)
        reachable = np.empty_like(leaves)
        for column in self.columns:
            places = column.thresholds.searchsorted(features[:, column.feature])
            np.take(column.reachable, places, axis=0, out=reachable, mode="clip")
            leaves &= reachable
        lowest = leaves & (~leaves + np.uint16(1))
        flat = np.bitwise_count(lowest - np.uint16(1)) + np.arange(0, self.values.size, MOST_LEAVES)
        total = self.values.reshape(-1)[flat].sum(axis=1)
        return 1.0 / (1.0 + np.exp(-total))

    def _narrowed(self, features: Floats) -> NDArray[np.uint16]:
        """The leaves of each tree that the narrow features leave reachable, by row."""
        keys = np.zeros(len(features), np.int64)
        for column in self.narrow:
            keys *= len(column.reachable)
            keys += column.thresholds.searchsorted(features[:, column.feature])
        _, first, which = np.unique(keys, return_index=True, return_inverse=True)
        leaves = np.full((len(first), len(self.values)), 2**MOST_LEAVES - 1, dtype=np.uint16)
        for column in self.narrow:
            leaves &= column.reachable[column.thresholds.searchsorted(features[first, column.feature])]
        return leaves[which]


def ranker_of(trees: Trees) -> Ranker:
    """The Ranker of these trees."""
    nodes = [(number, *node) for number, tree in enumerate(trees.trees) for node in _nodes(tree)]
    columns = [
        _column(
            feature,
            sorted((threshold, number, mask) for number, own, threshold, mask in nodes if own == feature),
            len(trees.trees),
        )
        for feature in sorted({own for _, own, _, _ in nodes})
    ]
    values = np.zeros((len(trees.trees), MOST_LEAVES), dtype=np.float32)
    for number, tree in enumerate(trees.trees):
        values[number, : len(tree.values)] = tree.values
    narrow = [column for column in columns if len(column.thresholds) <= _FEW][:_MOST_NARROW]
    wide = [column for column in columns if all(column is not other for other in narrow)]
    return Ranker(tuple(wide), tuple(narrow), values)


@cache
def shipped_ranker() -> Ranker | None:
    """The ranker that comes with the package; None where its data was made for other features."""
    path = Path(__file__).with_name("ranker.json")
    data = msgspec.convert(json.loads(path.read_bytes()), Trees) if path.exists() else None
    return None if data is None or data.features != FEATURES else ranker_of(data)


def _column(feature: int, nodes: list[tuple[float, int, int]], trees: int) -> _Column:
    reachable = np.full((len(nodes) + 1, trees), 2**MOST_LEAVES - 1, dtype=np.uint16)
    for place, (_, tree, mask) in enumerate(nodes):
        reachable[place + 1 :, tree] &= np.uint16(mask)
    values, first = np.unique(np.array([threshold for threshold, _, _ in nodes], dtype=np.float32), return_index=True)
    return _Column(feature, values, reachable[np.append(first, len(nodes))])


def _nodes(tree: Tree) -> Iterator[tuple[int, float, int]]:
    """Feature and threshold of each node, and a mask of the leaves that are left when its answer is no."""
    for feature, threshold, left in zip(tree.features, tree.thresholds, tree.left, strict=True):
        gone = sum(1 << leaf for leaf in _leaves(tree, left))
        yield feature, threshold, (2**MOST_LEAVES - 1) & ~gone


def _leaves(tree: Tree, branch: int) -> list[int]:
    if branch < 0:
        return [-1 - branch]
    return [*_leaves(tree, tree.left[branch]), *_leaves(tree, tree.right[branch])]
