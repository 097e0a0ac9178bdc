"""Context for a position, in the server's process: 150 function bodies of non-test files, at 1,000 and 4,000 tokens.

`unchanged` asks one snapshot again and again; `edited` types a letter into the function's file before each request, so
that all that hangs on the snapshot is made anew: what is measured begins when the edit is applied and includes finding
the target. The limit is a request that pygls' hello-world answers with nothing. Where AIDER_PYTHON or JEDI_PYTHON name
a Python that has them, aider refreshes its map after one file changed, and jedi looks for the uses of functions.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.clock import processor_of
from benchmarks.figures import Samples, Timing, part, target, timings, tree_arguments, trees
from benchmarks.wire import Wire

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_ROUND_TRIPS = 300


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    tree_arguments(parser)
    parser.add_argument("--samples", type=int, default=150, help="functions")
    parser.add_argument("--budget", type=int, action="append", help="tokens; 1000 and 4000 where none is named")


def run(options: argparse.Namespace) -> list[Timing]:
    """Milliseconds."""
    budgets = [str(budget) for budget in options.budget or (1000, 4000)]
    return [row for tree in trees(options) for row in _rows(tree, options.store, options.samples, budgets)]


def _rows(tree: Path, kept: str | None, samples: int, budgets: list[str]) -> list[Timing]:
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as store:
        limit = Samples("round trip", "pygls hello-world", _round_trips(Path(store)))
        measured = part("context", str(tree), store, str(samples), *budgets)
        wanted = target(tree, "p95 ≤ 15", "p95 ≤ 40")
        ours = [Samples(what, "contexten", taken, wanted) for what, taken in measured.items()]
        return timings(tree.name, [limit, *ours, *_peers(tree, store)])


def _peers(tree: Path, store: str) -> Iterator[Samples]:
    aider, jedi = os.environ.get("AIDER_PYTHON"), os.environ.get("JEDI_PYTHON")
    if aider:
        taken = part("peers", "aider-warm", str(tree), store, python=aider)["refresh"]
        yield Samples("refresh after one file", "aider RepoMap", taken)
    if jedi:
        yield Samples("references", "jedi", part("peers", "jedi", str(tree), "15", python=jedi))


def _round_trips(folder: Path) -> list[tuple[float, float]]:
    import time

    hello = str(Path(__file__).with_name("hello_pygls.py"))
    wire = Wire((sys.executable, hello), folder)
    wire.initialize()
    taken: list[tuple[float, float]] = []
    for _ in range(_ROUND_TRIPS):
        wall, cpu = time.perf_counter(), processor_of(wire.process)
        wire.request("benchmark/none", {})
        taken.append((processor_of(wire.process) - cpu, time.perf_counter() - wall))
    wire.close()
    return taken
