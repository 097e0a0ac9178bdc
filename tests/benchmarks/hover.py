"""A hover on a function's name: what tree and graph say, and the suggestions of all rules.

Random functions of the tree, the index warm, each file open in the editor and typed in since; the first row asks the
same of files that are as they were scanned. What is measured is all but the conversion to the protocol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.figures import Samples, Timing, part, timings, tree_arguments, trees

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    tree_arguments(parser)
    parser.add_argument("--samples", type=int, default=400, help="functions")


def run(options: argparse.Namespace) -> list[Timing]:
    """Milliseconds."""
    rows: list[Timing] = []
    for tree in trees(options):
        measured = part("hover", str(tree), str(options.samples), options.store or "")
        rows += timings(
            tree.name,
            (
                Samples("hover, file as scanned", "contexten", measured["scanned"], "wall p95 < 50"),
                Samples("hover, file typed in", "contexten", measured["typed"], "wall p95 < 50"),
            ),
        )
    return rows
