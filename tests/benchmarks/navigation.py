"""Navigation: how long each of its questions takes, at random names of a tree.

The index is warm, the file of each question open in the editor and typed in just before, so that nothing found out for
an earlier question helps. Workspace symbols are asked with the first letters of random definitions. What is measured is
all but the conversion to the protocol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.figures import Samples, Timing, part, timings, tree_arguments, trees

if TYPE_CHECKING:
    import argparse

_TARGETS = {"workspace/symbol": "p95 < 50"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    tree_arguments(parser)
    parser.add_argument("--samples", type=int, default=200, help="questions of each kind")


def run(options: argparse.Namespace) -> list[Timing]:
    """Milliseconds."""
    rows: list[Timing] = []
    for tree in trees(options):
        measured = part("navigation", str(tree), str(options.samples), options.store or "")
        samples = (Samples(name, "contexten", taken, _TARGETS.get(name, "")) for name, taken in measured.items())
        rows += timings(tree.name, samples)
    return rows
