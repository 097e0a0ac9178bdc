"""A keystroke until the tree is up to date and the definitions around the cursor are known, in the server's process.

Letters at random places, and signs that break the syntax at random ends of lines, in files of 2,000 and 10,000 lines of
real Python; each is taken away again by the next keystroke. The limit is parsing the whole text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.figures import Samples, Timing, part, timings
from benchmarks.measure import real_python

if TYPE_CHECKING:
    import argparse

_TARGETS = {2_000: ("p99 ≤ 10", "p99 ≤ 20"), 10_000: ("p99 ≤ 60", "p99 ≤ 100")}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    parser.add_argument("--samples", type=int, default=200, help="keystrokes of each kind")
    parser.add_argument("--lines", type=int, action="append", help="2000 and 10000 where none is named")


def run(options: argparse.Namespace) -> list[Timing]:
    """Milliseconds."""
    return [row for lines in options.lines or sorted(_TARGETS) for row in _rows(lines, options.samples)]


def _rows(lines: int, samples: int) -> list[Timing]:
    text = "\n".join(real_python().splitlines()[:lines]) + "\n"
    measured = part("keystroke", str(samples), given=text)
    letter, breaking = _TARGETS.get(lines, ("", ""))
    return timings(
        f"{lines:,} lines",
        (
            Samples("whole text", "parse only", measured["parse"]),
            Samples("whole text with three quotes", "parse only", measured["broken"]),
            Samples("a letter", "contexten", measured["x"], letter),
            Samples("a bracket", "contexten", measured["("], breaking),
            Samples("three quotes", "contexten", measured['"""'], breaking),
        ),
    )
