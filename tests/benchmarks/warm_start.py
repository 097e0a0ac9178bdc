"""Warm start: from `initialize` being answered to an index that can be asked, when nothing changed since the last time.

Each round is a process of its own that has imported what a server has by then; imports that follow, numpy among them,
count. The limit does the least there is: it looks at every file's time and size, and reads the image of the index.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import nullcontext
from typing import TYPE_CHECKING

from benchmarks.figures import Samples, Timing, part, target, timings, tree_arguments, trees

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    tree_arguments(parser)
    parser.add_argument("--rounds", type=int, default=7)


def run(options: argparse.Namespace) -> list[Timing]:
    """Milliseconds; the rounds of limit and program take turns."""
    return [row for tree in trees(options) for row in _rows(tree, options.store, options.rounds)]


def _rows(tree: Path, kept: str | None, rounds: int) -> list[Timing]:
    aider = os.environ.get("AIDER_PYTHON")
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as store:
        part("warm", "first", str(tree), store)
        floor, ours, imports, index, peers = [], [], [], [], []
        if aider:
            part("peers", "aider-warm", str(tree), store, python=aider)
        for _ in range(rounds):
            floor.append(part("warm", "least", str(tree), store))
            measured = part("warm", "again", str(tree), store)
            ours.append(measured["usable"])
            imports.append(measured["imports"])
            index.append([all_ - part for all_, part in zip(measured["usable"], measured["imports"], strict=True)])
        if aider:
            peers = [part("peers", "aider-warm", str(tree), store, python=aider)["warm"]]
    return timings(
        tree.name,
        (
            Samples("warm start", "stat + read", floor),
            Samples("warm start", "contexten", ours, target(tree, "p50 ≤ 350", "p50 ≤ 1,800")),
            Samples("of that, imports", "contexten", imports),
            Samples("of that, index", "contexten", index),
            Samples("warm start", "aider RepoMap", peers),
        ),
    )
