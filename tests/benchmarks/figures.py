"""Rows of figures, each beside its limit and its peers; processor time first, because load stretches wall time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

_HERE = Path(__file__).parent
_LARGE = 1_000_000
"""From so many lines on a tree is held to the figures for L, below it to those for M."""


@dataclass(frozen=True)
class Timing:
    """Milliseconds over all samples; `ratio` is p95 of processor time against the first row of the same tree."""

    tree: str
    what: str
    who: str
    samples: int
    cpu_p50: float
    cpu_p95: float
    cpu_p99: float
    wall_p50: float
    wall_p95: float
    target: str
    ratio: float


@dataclass(frozen=True)
class Samples:
    """Pairs of processor time and wall time in seconds, one for each time that something was done."""

    what: str
    who: str
    taken: Sequence[Sequence[float]]
    target: str = ""


def timings(tree: str, measured: Iterable[Samples]) -> list[Timing]:
    """The rows of one tree, of which the first is the limit that the others are compared with."""
    kept = [item for item in measured if item.taken]
    floor = percentile([cpu for cpu, _ in kept[0].taken], 0.95)
    return [_timing(tree, item, floor) for item in kept]


def _timing(tree: str, item: Samples, floor: float) -> Timing:
    cpu, wall = [sample[0] for sample in item.taken], [sample[1] for sample in item.taken]
    figures = (
        *(percentile(cpu, part) for part in (0.5, 0.95, 0.99)),
        *(percentile(wall, part) for part in (0.5, 0.95)),
    )
    shown = (round(value * 1000, 2) for value in figures)
    ratio = round(percentile(cpu, 0.95) / floor, 2)
    return Timing(tree, item.what, item.who, len(cpu), *shown, item.target, ratio)


def percentile(values: Iterable[float], part: float) -> float:
    """The value below which `part` of all lie; 0.5 is the middle one."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def tree_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folders to measure on, and where to keep what was indexed between runs."""
    parser.add_argument("--tree", action="append", default=[], metavar="PATH", help="a folder of Python files")
    parser.add_argument("--store", metavar="FOLDER", help="keep the index here between runs, instead of nowhere")


def trees(options: argparse.Namespace) -> list[Path]:
    """The folders that were named; says what to do where none was."""
    if not options.tree:
        raise SystemExit("Name a folder with --tree; `cold-index --fetch FOLDER` gets Django's sources.")
    return [Path(tree).resolve() for tree in options.tree]


def target(tree: Path, medium: str, large: str) -> str:
    """What the project wants to reach on a tree of this size."""
    return large if lines_in(tree) >= _LARGE else medium


def lines_in(tree: Path) -> int:
    """The lines of all Python files."""
    return sum(path.read_bytes().count(b"\n") for path in python_files(tree))


def python_files(tree: Path) -> list[Path]:
    """All Python files, sorted."""
    return sorted(path for path in tree.rglob("*.py") if path.is_file())


def part(module: str, *arguments: str, python: str = "", given: str = "", timeout: float = 1800) -> Any:
    """Run `part_<module>.py` in a process of its own, with `given` to read; what it prints last, decoded."""
    script = str(_HERE / f"part_{module}.py")
    folders = (str(_HERE.parents[1] / "server"), str(_HERE.parent))
    done = subprocess.run(
        [python or sys.executable, script, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if python else None,  # peers show their progress there
        check=True,
        encoding="utf-8",
        timeout=timeout,
    )
    return json.loads(done.stdout.splitlines()[-1])
