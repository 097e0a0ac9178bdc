"""Many generations at once against a scripted model: first token after 300 ms, 60 tokens a second, 40 tokens.

100 requests a minute for a while; then 64 callers that never pause; then 64 requests at the same moment to a model
where one request in five goes wrong (429, 500, 529, broken stream, slow drip, web page, reset, hanging; 10 s are
allowed). `loop` is what a trivial request waits for the event loop, asked every 10 ms from another thread; `cpu` is the
share of one core that our process uses, the model's process not counted. The limit is the openai package alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.figures import part, percentile, tree_arguments, trees
from benchmarks.scripted_model import scripted_model

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


@dataclass(frozen=True)
class Load:
    """Longest run and longest `asking` in seconds; `loop`, `cpu_each` in milliseconds; `cpu` in percent of one core."""

    tree: str
    what: str
    requests: int
    answered: int
    failed: int
    per_minute: int
    longest: float
    asking: float
    loop_p50: float
    loop_p99: float
    cpu: float
    cpu_each: float
    target: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    tree_arguments(parser)
    parser.add_argument("--seconds", type=float, default=30, help="how long each rate is kept up")


def run(options: argparse.Namespace) -> list[Load]:
    """One row for each way of asking."""
    return [row for tree in trees(options) for row in _rows(tree, options.seconds)]


_TARGETS = {
    "100 a minute": "loop p99 < 100, cpu < 70",
    "64 callers without a pause": "> 100 a minute, loop p99 < 100",
    "64 at once, one in five wrong": "asking ≤ 11, loop p99 < 100",
}


def _rows(tree: Path, seconds: float) -> list[Load]:
    paced = ("--first", "0.3", "--rate", "60")
    with scripted_model(*paced) as good, scripted_model(*paced, "--faults") as faulty:
        measured = part("throughput", "throughput", str(tree), good, faulty, str(seconds))
    return [_row(tree.name, what, figures) for what, figures in measured.items()]


def _row(tree: str, what: str, figures: dict[str, Any]) -> Load:
    requests, seconds = figures["requests"], figures["seconds"]
    return Load(
        tree,
        what,
        requests,
        figures["answered"],
        figures["failed"],
        round(requests * 60 / seconds),
        round(figures["longest"], 2),
        round(figures["asking"], 2),
        *(round(percentile(figures["loop"], part) * 1000, 1) for part in (0.5, 0.99)),
        round(100 * figures["cpu"] / seconds, 1),
        round(1000 * figures["cpu"] / requests, 1),
        _TARGETS.get(what, ""),
    )
