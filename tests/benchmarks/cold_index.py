"""Cold index: processor time of a whole scan beside parsing alone, ctags and aider, each in processes of its own.

Trees are given by --tree; nothing is downloaded unless `--fetch FOLDER` asks for it: that brings the Python files of
the Django 5.2 source distribution (488,000 lines) there by pip and ends. The parse-only row reads and parses the same
files with py-tree-sitter and keeps nothing: it is what every ratio is against. Where `ctags` is installed it writes
definitions and references of all files; where AIDER_PYTHON names a Python that has aider-chat, its RepoMap ranks them.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

DJANGO = "django==5.2"
_HERE = Path(__file__).parent
_SERVER = Path(__file__).parents[2] / "server"


@dataclass(frozen=True)
class Row:
    """The best round of one peer on one tree; `ratio` is processor time against parsing alone in the same run."""

    tree: str
    peer: str
    cpu_seconds: float
    wall_seconds: float
    ratio: float
    wall_ratio: float
    peak_mb: int


@dataclass(frozen=True)
class Cost:
    """What one run took; the memory is the largest of any one of its processes."""

    cpu: float
    wall: float
    peak_mb: int


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    parser.add_argument("--tree", action="append", default=[], metavar="PATH", help="a folder of Python files")
    parser.add_argument("--fetch", metavar="FOLDER", help="download Django's sources into this folder, and end")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)


def run(options: argparse.Namespace) -> list[Row]:
    """The rows of all trees."""
    if options.fetch:
        print(fetch(Path(options.fetch)))
        return []
    if not options.tree:
        raise SystemExit("Name a folder with --tree, or get one with --fetch FOLDER.")
    return [row for tree in options.tree for row in _rows(Path(tree).resolve(), options.rounds, options.workers)]


def fetch(folder: Path) -> Path:
    """Download the Django source distribution by pip; where its Python files lie."""
    target = folder / "Django-5.2"
    if target.is_dir():
        return target
    with tempfile.TemporaryDirectory() as downloads:
        command = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", "django", "-d", downloads)
        subprocess.run([*command, DJANGO], check=True)
        archive = next(Path(downloads).glob("*.tar.gz"))
        with tarfile.open(archive) as packed, tempfile.TemporaryDirectory(dir=folder) as unpacked:
            sources = [item for item in packed if item.isfile() and item.name.endswith(".py")]
            packed.extractall(unpacked, members=sources, filter="data")
            (Path(unpacked) / next(iter(sources)).name.partition("/")[0]).rename(target)
    return target


def _rows(tree: Path, rounds: int, workers: int) -> list[Row]:
    files = sorted(str(path) for path in tree.rglob("*.py"))
    if not files:
        raise SystemExit(f"{tree} holds no Python files.")
    best: dict[str, Cost] = {}
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "files"
        listed.write_text("\n".join(files) + "\n", encoding="utf-8")
        # The peers take turns, so that load falls on all alike.
        for _ in range(rounds):
            for name, once in _peers(tree, listed, Path(scratch), workers).items():
                cost = once()
                known = best.get(name, cost)
                best[name] = Cost(
                    min(known.cpu, cost.cpu), min(known.wall, cost.wall), min(known.peak_mb, cost.peak_mb)
                )
    floor = next(iter(best.values()))
    return [
        Row(
            tree.name,
            name,
            round(cost.cpu, 2),
            round(cost.wall, 2),
            round(cost.cpu / floor.cpu, 2),
            round(cost.wall / floor.wall, 2),
            cost.peak_mb,
        )
        for name, cost in best.items()
    ]


def _peers(tree: Path, listed: Path, scratch: Path, workers: int) -> Mapping[str, Callable[[], Cost]]:
    """The floor first, then us, then those that are installed."""
    found = {
        "parse only": lambda: python_part(sys.executable, "parse", str(listed)),
        "contexten": lambda: python_part(sys.executable, "scan", str(tree), str(workers)),
    }
    ctags = shutil.which("ctags")
    if ctags:
        command = (ctags, "--options=NONE", "--languages=Python", "--extras=+r", "--fields=+r")
        found["ctags"] = lambda: _command([*command, "-L", str(listed), "-f", str(scratch / "tags")])
    aider = os.environ.get("AIDER_PYTHON")
    if aider:
        found["aider RepoMap"] = lambda: python_part(aider, "aider", str(listed))
    return found


def python_part(python: str, part: str, *arguments: str) -> Cost:
    """Run a part of `cold_index_parts.py`, which says itself what it took without its own start."""
    script = str(_HERE / "cold_index_parts.py")
    environment = {**os.environ, "PYTHONPATH": str(_SERVER)}
    done = subprocess.run(
        [python, script, part, *arguments], env=environment, stdout=subprocess.PIPE, check=True, encoding="utf-8"
    )
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def _command(command: Sequence[str]) -> Cost:
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, time.perf_counter() - started, 0)
