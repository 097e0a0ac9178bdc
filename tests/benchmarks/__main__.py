"""Run the benchmarks, print a table, and with `--keep` append the result to the committed ledger."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Row, keystrokes, start_up

LEDGER = Path(__file__).with_name("ledger.jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="append the result to the ledger")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = start_up(options.rounds, Path(folder)) + keystrokes(max(1, options.rounds // 2), Path(folder))
    _print(rows)
    if options.keep:
        _keep(rows)


def _print(rows: list[Row]) -> None:
    table = Table("what", "server", "min ms", "median ms", "p99 ms", "× floor")
    for row in rows:
        table.add_row(row.what, row.peer, str(row.minimum), str(row.median), str(row.p99), str(row.ratio))
    Console(width=100).print(table)


def _keep(rows: list[Row]) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=LEDGER.parent,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    entry = {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        "rows": [asdict(row) for row in rows],
    }
    with LEDGER.open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps(entry) + "\n")


if __name__ == "__main__":
    main()
