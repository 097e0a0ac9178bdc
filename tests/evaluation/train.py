"""Trains the order of candidates: `python -m evaluation.train TASKS... --trees FOLDER --out ranker.json`.

Boosted trees by LightGBM, which only this command needs (`pip install lightgbm`). Every sixth tree of sources, by name,
is held out, so that what is reported comes from repositories that were not trained on; with `--all` those are trained
on too, for the data that is shipped.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from contexten.context.features import FEATURES
from contexten.context.ranker import MOST_LEAVES, Tree, Trees, ranker_of
from evaluation.candidates import Group, groups, load_tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Score = Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.float32]]

_SHOWN = (20, 57, 230)
"""How many lines a pack of a few hundred, 1,000 and 4,000 tokens shows."""
_SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 12,
    "learning_rate": 0.05,
    "min_data_in_leaf": 150,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 10,
    "num_threads": 1,
    "verbose": -1,
    "deterministic": True,
    "seed": 1,
}


def train(training: Sequence[Group], *, count: int) -> Trees:
    """`count` trees; a task counts the less for each of its candidates the more of them are right."""
    library: Any = importlib.import_module("lightgbm")
    usable = [group for group in training if group.right.any()]
    rows = np.concatenate([group.features for group in usable]).astype(np.float32)
    right = np.concatenate([group.right for group in usable]).astype(np.int8)
    weights = np.concatenate([np.full(len(group.right), group.right.sum() ** -0.5) for group in usable])
    model = library.train(_SETTINGS, library.Dataset(rows, right, weight=weights), count)
    return Trees(FEATURES, tuple(_tree(item["tree_structure"]) for item in model.dump_model()["tree_info"]))


def recall(found: Sequence[Group], score: Score) -> dict[int, float]:
    """The share of right symbols among the best 20, 57 and 230, those that no source proposed counted as missed."""
    shares: dict[int, list[float]] = {shown: [] for shown in _SHOWN}
    for group in found:
        order = np.argsort(-score(group.features.astype(np.float32), group.by_hand), kind="stable")
        wanted = int(group.right.sum()) + group.missed
        for shown in _SHOWN if wanted else ():
            shares[shown].append(float(group.right[order[:shown]].sum()) / wanted)
    return {shown: round(float(np.mean(values)), 3) if values else 0.0 for shown, values in shares.items()}


def main(arguments: Sequence[str]) -> None:
    """Make the groups of all tasks, train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", nargs="+", type=Path)
    parser.add_argument("--trees", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--count", default=250, type=int)
    parser.add_argument("--most", default=70, type=int, help="tasks of one file")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args(arguments)
    training: list[Group] = []
    held: list[Group] = []
    for number, path in enumerate(sorted(options.tasks)):
        found = _groups_of(path, options.trees, options.most)
        (held if number % 6 == 5 and not options.all else training).extend(found)
    trees = train(training, count=options.count)
    report(trees, training, held)
    options.out.write_text(as_json(trees))


def report(trees: Trees, training: Sequence[Group], held: Sequence[Group]) -> None:
    """Prints the recall of the hand-made and of the learned order."""
    ranker = ranker_of(trees)

    def learned(features: NDArray[np.float32], hand: NDArray[np.float32]) -> NDArray[np.float32]:
        return ranker.score(features.__getitem__, hand)

    for title, found in (("trained on", training), ("held out", held)):
        by_hand = recall(found, lambda _, hand: hand)
        sys.stdout.write(f"{title}: by hand {by_hand}, learned {recall(found, learned)}\n")


def as_json(trees: Trees) -> str:
    """The data that `contexten.context.ranker` reads, one line per tree."""
    lines = [json.dumps(_rounded(tree), separators=(",", ":")) for tree in trees.trees]
    listed = ",\n".join(lines)
    return f'{{"features": {json.dumps(list(trees.features))},\n"trees": [\n{listed}\n]}}\n'


def _rounded(tree: Tree) -> dict[str, list[Any]]:
    return {
        "features": list(tree.features),
        "thresholds": [round(value, 5) for value in tree.thresholds],
        "left": list(tree.left),
        "right": list(tree.right),
        "values": [round(value, 4) for value in tree.values],
    }


def _tree(root: dict[str, Any]) -> Tree:
    """LightGBM's nested form as rows; leaves from left to right."""
    rows: list[list[float]] = []
    values: list[float] = []

    def branch(node: dict[str, Any]) -> int:
        if "split_index" not in node:
            values.append(float(node["leaf_value"]))
            return -len(values)
        number = len(rows)
        rows.append([node["split_feature"], node["threshold"], 0, 0])
        rows[number][2] = branch(node["left_child"])
        rows[number][3] = branch(node["right_child"])
        return number

    branch(root)
    if len(values) > MOST_LEAVES:
        raise ValueError(f"a tree has {len(values)} leaves, at most {MOST_LEAVES} can be read")
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    whole = [tuple(int(value) for value in column) for column in (columns[0], columns[2], columns[3])]
    return Tree(whole[0], tuple(float(value) for value in columns[1]), whole[1], whole[2], tuple(values))


def _groups_of(path: Path, trees: Path, most: int) -> list[Group]:
    tasks = load_tasks(path)[:most]
    root = trees / tasks[0]["repo"]
    return [group for variant in ("normal", "noimp") for group in groups(root, tasks, variant)]


if __name__ == "__main__":
    main(sys.argv[1:])
