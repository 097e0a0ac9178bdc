"""Fit the weights of the drafts' confidence on self-made tasks, and show what they are worth.

    python -m tests.evaluation.draft_fit TREE... [--count 120] [--write]

Each TREE is a folder with real code; the trees of the given tasks must not be among them. For every task all adapted
siblings are proposed as in the product, compared with the body that was there, and a logistic model of that similarity
is fitted with a ridge by Newton's method. The curves are of leave-one-tree-out predictions.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz.fuzz import ratio
from tests.evaluation.draft_curve import curve_lines
from tests.evaluation.draft_tasks import SEED, definition_of, made_tasks, workspace_of

from contexten.drafts import weights
from contexten.drafts.confidence import OFFERED_FROM
from contexten.drafts.proposals import proposals
from contexten.drafts.site import Scope, site_of

RIDGE = 3.0
ROUNDS = 25


@dataclass(frozen=True)
class Rows:
    """The proposals of one task: how alike each is to the true body, and the evidence for it."""

    similarities: np.ndarray
    evidence: list[dict[str, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=120, help="tasks of each tree")
    parser.add_argument("--write", action="store_true", help="write the weights into the product")
    options = parser.parse_args()
    trees = {tree.name: rows_of(tree, options.count) for tree in options.trees}
    names = sorted({name for rows in trees.values() for row in rows for each in row.evidence for name in each})
    _show(trees, names)
    if options.write:
        write(names, fitted([row for rows in trees.values() for row in rows], names))


def rows_of(tree: Path, count: int) -> list[Rows]:
    """The proposals for the tasks that the tree gives."""
    rows: list[Rows] = []
    with workspace_of(tree) as workspace:
        # People ask for short bodies too, which the given kind leaves out.
        tasks = made_tasks(workspace, tree, count=count // 2)
        for task in (*tasks, *made_tasks(workspace, tree, count=count // 2, any_size=True, seed=SEED + 1)):
            workspace.open(task.path, "", task.holed, 1)
            snapshot = workspace.snapshot()
            definition = definition_of(snapshot, task)
            site = site_of(snapshot, task.path, definition) if definition else None
            found = proposals(site, Scope.at(site)) if site and site.definition.unfinished else ()
            alike = [ratio(item.adapted.text.strip(), task.body) / 100 for item in found]
            rows.append(Rows(np.array(alike), [item.evidence for item in found]))
            workspace.close(task.path)
    return rows


def fitted(rows: list[Rows], names: list[str]) -> np.ndarray:
    """The weights of `names`, the intercept last. A task counts with the square root of its proposals."""
    kept = [row for row in rows if len(row.similarities)]
    inputs = np.vstack([matrix(row, names) for row in kept])
    wanted = np.concatenate([row.similarities for row in kept])
    counts = np.concatenate([np.full(len(row.similarities), len(row.similarities) ** -0.5) for row in kept])
    ridge = np.full(inputs.shape[1], RIDGE)
    ridge[-1] = 1e-6
    found = np.zeros(inputs.shape[1])
    for _ in range(ROUNDS):
        expected = predicted(inputs, found)
        slope = inputs.T @ (counts * (expected - wanted)) + ridge * found
        bend = (inputs * (counts * expected * (1 - expected))[:, None]).T @ inputs + np.diag(ridge)
        found = found - np.linalg.solve(bend, slope)
    return found


def matrix(row: Rows, names: list[str]) -> np.ndarray:
    return np.array([[*(each.get(name, 0.0) for name in names), 1.0] for each in row.evidence])


def predicted(inputs: np.ndarray, found: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-inputs @ found))


def picked(rows: list[Rows], names: list[str], found: np.ndarray) -> list[tuple[float, float]]:
    """For each task (expected, true) similarity of the proposal that would be chosen; (0, 0) where there is none."""
    pairs: list[tuple[float, float]] = []
    for row in rows:
        if not len(row.similarities):
            pairs.append((0.0, 0.0))
            continue
        expected = predicted(matrix(row, names), found)
        best = int(expected.argmax())
        pairs.append((float(expected[best]), float(row.similarities[best])))
    return pairs


def write(names: list[str], found: np.ndarray) -> None:
    """The table in the product, with the figures rounded."""
    lines = [
        '"""The weights of `confidence`: made by `python -m tests.evaluation.draft_fit --write`, not by hand."""',
        "",
        f"INTERCEPT = {found[-1]:.3f}",
        "WEIGHTS = {",
        *(f'    "{name}": {value:.3f},' for name, value in zip(names, found[:-1], strict=True)),
        "}",
    ]
    Path(weights.__file__).write_text("\n".join(lines) + "\n", encoding="utf8")


def _show(trees: dict[str, list[Rows]], names: list[str]) -> None:
    if len(trees) < 2:
        return
    everything: list[tuple[float, float]] = []
    found: dict[str, list[tuple[float, float]]] = {}
    for name, rows in trees.items():
        others = [row for other, each in trees.items() if other != name for row in each]
        found[name] = picked(rows, names, fitted(others, names))
        everything += found[name]
    print("\n".join(curve_lines({**found, "all": everything}, OFFERED_FROM)))


if __name__ == "__main__":
    main()
