"""From a wish to a checked plan of edits, against a scripted model: 300 ms, then 60 tokens a second, 40 tokens.

The model's own time is 950 ms; the rest is ours, shown stage by stage. One request after the other, each at another
function of the tree, the index warm. The limit is the openai package alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.figures import Samples, Timing, part, timings, tree_arguments, trees
from benchmarks.scripted_model import scripted_model

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

_STAGES = ("context", "prompt", "load")
_TARGETS = {
    "openai package alone": "",
    "simple generation": "wall < 1,000",
    "with context": "wall < 2,000",
    "again, from the cache": "wall < 20",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    tree_arguments(parser)
    parser.add_argument("--samples", type=int, default=60, help="functions")


def run(options: argparse.Namespace) -> list[Timing]:
    """Milliseconds."""
    return [row for tree in trees(options) for row in _rows(tree, options.samples)]


def _rows(tree: Path, samples: int) -> list[Timing]:
    with scripted_model("--first", "0.3", "--rate", "60") as good:
        measured = part("throughput", "response-time", str(tree), good, str(samples))
    return timings(tree.name, _samples(measured))


def _samples(measured: dict[str, list[dict[str, Any]]]) -> Iterator[Samples]:
    alone = measured["openai package alone"]
    for what, taken in measured.items():
        who = "contexten" if taken is not alone else "openai"
        yield Samples(what, who, [(one["cpu"], one["seconds"]) for one in taken], _TARGETS[what])
    taken = measured["with context"]
    model = min(one["seconds"] for one in alone)
    ours = [(one["cpu"], one["seconds"] - model) for one in taken]
    yield Samples("with context, without the model", "contexten", ours, "wall p95 < 50")
    for stage in _STAGES:
        yield Samples(f"of that, {stage}", "contexten", [(0.0, one["stages"].get(stage, 0.0) / 1000) for one in taken])
    answer = [(0.0, one["stages"]["answer"] / 1000 - model) for one in taken]
    yield Samples("of that, around the model's answer", "contexten", answer)
