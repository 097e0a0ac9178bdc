"""Growth: the same figures on 10,000, 100,000, 1,000,000 and 3,000,000 lines, as a table and one picture.

The sizes are growing parts of the given trees: their files in order of path, as many as it takes. A size that the
trees do not reach is left out.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cold_index import python_part
from benchmarks.figures import part, percentile, python_files, trees
from benchmarks.memory import measured as memory
from benchmarks.picture import Curve, Panel, draw
from benchmarks.saved_file import linked

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

_SIZES = (10_000, 100_000, 1_000_000, 3_000_000)
_BUDGET = 1000
_REQUESTS = 20


@dataclass(frozen=True)
class Row:
    """Processor time, and megabytes of the server process after a warm start and its requests."""

    lines: int
    files: int
    parse_seconds: float
    cold_seconds: float
    cold_ratio: float
    least_ms: float
    warm_ms: float
    context_p50_ms: float
    context_p95_ms: float
    edited_p95_ms: float
    resident_mb: float


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    parser.add_argument("--tree", action="append", default=[], metavar="PATH", help="a folder of Python files")
    parser.add_argument("--size", type=int, action="append", help="lines; the four where none is named")
    parser.add_argument("--samples", type=int, default=100, help="functions to get context for")
    parser.add_argument("--rounds", type=int, default=3, help="warm starts")
    parser.add_argument("--picture", metavar="FILE", help="draw the curves into this SVG file")


def run(options: argparse.Namespace) -> list[Row]:
    """One row for each size."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        for files, lines in _growing(trees(options), options.size or _SIZES):
            folder = Path(scratch) / str(lines)
            for tree, path in files:
                linked(tree, [path], folder / tree.name)
            rows.append(_row(folder, len(files), lines, options.samples, options.rounds))
    if options.picture:
        Path(options.picture).write_text(draw(_panels(rows)), encoding="utf-8")
    return rows


def _growing(given: Sequence[Path], sizes: Sequence[int]) -> Iterator[tuple[list[tuple[Path, Path]], int]]:
    """The first files that have so many lines together, and how many they have."""
    taken: list[tuple[Path, Path]] = []
    wanted, lines = iter(sorted(sizes)), 0
    size = next(wanted)
    for tree in given:
        for path in python_files(tree):
            taken.append((tree, path))
            lines += path.read_bytes().count(b"\n")
            if lines >= size:
                yield list(taken), lines
                size = next(wanted, None) or 1 << 62


def _row(folder: Path, files: int, lines: int, samples: int, rounds: int) -> Row:
    with tempfile.TemporaryDirectory() as store:
        listed = Path(store) / "files"
        listed.write_text("".join(f"{path}\n" for path in python_files(folder)), encoding="utf-8")
        parse = python_part(sys.executable, "parse", str(listed))
        cold = python_part(sys.executable, "scan", str(folder), "2")
        part("warm", "first", str(folder), store)
        least = [part("warm", "least", str(folder), store)[0] for _ in range(rounds)]
        warm = [part("warm", "again", str(folder), store)["usable"][0] for _ in range(rounds)]
        context = part("context", str(folder), store, str(samples), str(_BUDGET))
        still, edited = ([cpu for cpu, _ in context[f"{what}, {_BUDGET:,} tokens"]] for what in ("unchanged", "edited"))
        held = list(memory(folder, Path(store), _REQUESTS).values())[-1]
    return Row(
        lines,
        files,
        round(parse.cpu, 3),
        round(cold.cpu, 3),
        round(cold.cpu / parse.cpu, 2),
        _ms(least, 0.5),
        _ms(warm, 0.5),
        _ms(still, 0.5),
        _ms(still, 0.95),
        _ms(edited, 0.95),
        held.resident,
    )


def _ms(seconds: Sequence[float], share: float) -> float:
    return round(percentile(seconds, share) * 1000, 2)


def _panels(rows: Sequence[Row]) -> list[Panel]:
    def curve(name: str, field: str) -> Curve:
        return Curve(name, [(row.lines, getattr(row, field)) for row in rows])

    return [
        Panel("Cold index, s of CPU", [curve("contexten", "cold_seconds"), curve("parse only", "parse_seconds")]),
        Panel("Warm start, ms of CPU", [curve("contexten", "warm_ms"), curve("stat + read", "least_ms")]),
        Panel(
            "Context for a position, ms of CPU",
            [
                curve("p95", "context_p95_ms"),
                curve("p50", "context_p50_ms"),
                curve("p95 after an edit", "edited_p95_ms"),
            ],
        ),
        Panel("Resident memory, MB", [curve("contexten", "resident_mb")]),
    ]
