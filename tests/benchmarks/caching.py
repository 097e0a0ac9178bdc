"""What keeping context packs saves: an editing trace over a real repository, replayed with the cache and without.

The trace is made up, with a fixed seed; nobody's real session is in it. A task is eight functions: one, up to three of
its file, and those that come first in the context for it. The person goes back and forth between them, mostly to where
they just were (recency is what best predicts where programmers go next: Piorkowski et al. 2011, and the replication of
2016), and asks for context at every stop: a panel that follows the cursor, a preview before a generation, a second try.
Of 100 stops 40 ask the same again where the cursor is and 60 move. So many of 100 stops as `--edits` says come after an
edit: 5 of 10 edits are in the function under the cursor, 3 in another one of the task, 1 in a file beside, 1 adds a
function. Six of ten edits of a body add a statement that another function of the file has, the others a comment. Four
of ten wishes are to implement, three to rewrite, the rest to document and to test. How many edits fall on a stop is a
guess, so three shares are shown.

`saved` is the part of the processor time for choosing that the cache saves over the whole trace, first requests
included. `kept = fresh` compares each kept pack with one that is chosen anew at that moment, in a replay of its own.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.figures import part, percentile, tree_arguments, trees

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_SHARES = (5, 10, 20)
"""Edits in 100 stops."""


@dataclass(frozen=True)
class Row:
    """Shares in percent; times in milliseconds of processor time for each request; memory in megabytes (2**20)."""

    tree: str
    edits: str
    requests: int
    repeated: int
    hit_rate: float
    """Of the repeated requests."""
    without_p50: float
    with_p50: float
    with_p95: float
    saved: float
    kept_equals_fresh: float
    """How many of 100 shown items a fresh choice shows too."""
    answer_p95: float
    """A repeated generation, from the wish to the plan, by the clock."""
    resident: float
    target: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    tree_arguments(parser)
    parser.add_argument("--edits", type=int, action="append", help="edits in 100 stops; 5, 10 and 20 if none is named")
    parser.add_argument("--tasks", type=int, default=2, help="tasks of eight functions")
    parser.add_argument("--stops", type=int, default=200, help="stops in each task")


def run(options: argparse.Namespace) -> list[Row]:
    """One row for each tree and share of edits."""
    shares = options.edits or _SHARES
    return [_row(tree, options, share) for tree in trees(options) for share in shares]


def _row(tree: Path, options: argparse.Namespace, share: int) -> Row:
    with nullcontext(options.store) if options.store else tempfile.TemporaryDirectory() as store:
        trace = (str(tree), store, str(share), str(options.tasks), str(options.stops))
        plain, kept, compared = (part("caching", way, *trace) for way in ("plain", "kept", "compared"))
    if plain["asked"] != kept["asked"]:
        raise SystemExit("The two replays did not ask for the same.")
    before, after = sum(plain["seconds"]), sum(kept["seconds"])
    return Row(
        tree=os.path.basename(tree),
        edits=f"{share} in 100",
        requests=len(kept["seconds"]),
        repeated=kept["repeated"],
        hit_rate=_percent(kept["hits"], kept["repeated"]),
        without_p50=_milliseconds(plain["seconds"], 0.5),
        with_p50=_milliseconds(kept["seconds"], 0.5),
        with_p95=_milliseconds(kept["seconds"], 0.95),
        saved=round(100 * (1 - after / before), 1),
        kept_equals_fresh=_percent(compared["same"], compared["shown"]),
        answer_p95=_milliseconds(kept["answers"], 0.95),
        resident=kept["resident"],
        target="hit rate > 80, saved ≥ 90, answer < 20, resident < 500",
    )


def _percent(some: float, every: float) -> float:
    return round(100 * some / every, 1) if every else 0.0


def _milliseconds(seconds: list[float], share: float) -> float:
    return round(1000 * percentile(seconds, share), 2) if seconds else 0.0
