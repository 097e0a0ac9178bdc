"""A saved file until the index answers from its new text: names, and the arrays that selection reads.

Random files of a linked copy of the tree get one more function at their end and are written; what is measured begins
when the server is told (the pause in which it collects such events, 0.3 s, is not in it). The limit is parsing that
file and nothing else.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Samples, Timing, part, python_files, timings, trees

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    parser.add_argument("--tree", action="append", default=[], metavar="PATH", help="a folder of Python files")
    parser.add_argument("--samples", type=int, default=150, help="files")


def run(options: argparse.Namespace) -> list[Timing]:
    """Milliseconds."""
    return [row for tree in trees(options) for row in _rows(tree, options.samples)]


def _rows(tree: Path, samples: int) -> list[Timing]:
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "tree"
        linked(tree, python_files(tree), copy)
        measured = part("saved", str(copy), scratch, str(samples))
    return timings(
        tree.name,
        (
            Samples("saved file", "parse only", measured["parse"]),
            Samples("saved file → index", "contexten", measured["saved"], "p95 ≤ 40"),
        ),
    )


def linked(tree: Path, files: list[Path], into: Path) -> None:
    """The same files in another folder, with their times, linked where the file system can."""
    for file in files:
        copy = into / file.relative_to(tree)
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(file, copy)
        except OSError:
            shutil.copy2(file, copy)
