"""From a wish to a checked plan of edits, against a scripted model: 300 ms, then 60 tokens a second, 40 tokens.

The model's own time is 950 ms; the rest is ours, shown stage by stage. One request after the other, each at another
function of the tree, the index warm. The limit is the openai package alone. Then one task for an agent that takes 20
seconds: what comes on top is its context and the pause before the last look at the run.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Samples, Timing, part, timings, tree_arguments, trees
from benchmarks.scripted_model import scripted_model
from contexten.extensions.codegen import CodegenAutogenIntegration, GenerateOptions
from contexten.store import Store
from support.codegen_api import ORGANISATION, CodegenApi, Script

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
_AGENT = "an agent's task of"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    tree_arguments(parser)
    parser.add_argument("--samples", type=int, default=60, help="functions")
    parser.add_argument("--agent", type=float, default=20.0, help="seconds that the scripted agent works")


def run(options: argparse.Namespace) -> list[Timing]:
    """Milliseconds."""
    return [row for tree in trees(options) for row in _rows(tree, options.samples, options.agent)]


def _rows(tree: Path, samples: int, agent: float) -> list[Timing]:
    with scripted_model("--first", "0.3", "--rate", "60") as good:
        measured = part("throughput", "response-time", str(tree), good, str(samples))
    task = Samples(f"{_AGENT} {agent:g} s", "contexten", [asyncio.run(_agent(tree, agent))], "wall < 30,000")
    return timings(tree.name, [*_samples(measured), task])


async def _agent(tree: Path, seconds: float) -> tuple[float, float]:
    """CPU and wall seconds of one task, from the call to the agent's words."""
    with CodegenApi(Script(statuses=("ACTIVE", "COMPLETE"), seconds=(0.0, seconds))) as api:
        given = {"base_url": api.base_url}
        integration = CodegenAutogenIntegration(
            org_id=ORGANISATION, token=api.token, autogenlib_config=given, root=tree, store=Store.open(None)
        )
        # The index is warm, as for the other rows.
        await integration.generate_with_context("Make queries faster", options=GenerateOptions(dry_run=True))
        cpu, wall = time.process_time(), time.perf_counter()
        task = await integration.run_agent_task("Make queries faster")
        taken = time.process_time() - cpu, time.perf_counter() - wall
        await integration.aclose()
    if not task.succeeded:
        raise RuntimeError(task.reason)
    return taken


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
