"""Start-up, and what happens at each keystroke in a 10,000-line file, beside other language servers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Row, keystrokes, start_up

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    parser.add_argument("--rounds", type=int, default=5)


def run(options: argparse.Namespace) -> list[Row]:
    """Milliseconds; `ratio` is median against the first peer's."""
    with tempfile.TemporaryDirectory() as folder:
        return start_up(options.rounds, Path(folder)) + keystrokes(max(1, options.rounds // 2), Path(folder))
