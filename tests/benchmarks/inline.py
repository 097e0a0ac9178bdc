"""A suggestion at the cursor, in the server's process: all of it but the model, which is a script that answers at once.

Random functions of the tree, each in a file that is open and typed in: a new line at the end of the body (`the first in
a function`), a letter that the suggestion does not begin with (`after another letter`), and one that it does (`typed
through`). The pause that the server waits for is set to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.figures import Samples, Timing, part, timings, tree_arguments, trees

if TYPE_CHECKING:
    import argparse

_WANTED = {
    "the first in a function": "wall p95 < 100",
    "after another letter": "wall p95 < 50",
    "typed through": "wall p95 < 2",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    tree_arguments(parser)
    parser.add_argument("--samples", type=int, default=150, help="functions")


def run(options: argparse.Namespace) -> list[Timing]:
    """Milliseconds."""
    rows: list[Timing] = []
    for tree in trees(options):
        measured = part("inline", str(tree), str(options.samples), options.store or "")
        rows += timings(tree.name, [Samples(what, "contexten", measured[what], wish) for what, wish in _WANTED.items()])
    return rows
