"""Run a benchmark, print a table, and with `--keep` append the result to the committed ledger.

Each benchmark is one module with `arguments(parser)` and `run(options)`, which gives rows of one dataclass.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, fields
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDERS = (str(Path(__file__).parents[2] / "server"), str(Path(__file__).parents[1]))
"""What this process and those that it starts import from, wherever they are started."""
LEDGER = Path(__file__).with_name("ledger.jsonl")
BENCHMARKS = (
    "servers",
    "cold-index",
    "warm-start",
    "context",
    "caching",
    "saved-file",
    "keystroke",
    "hover",
    "navigation",
    "inline",
    "memory",
    "growth",
    "throughput",
    "response-time",
)
"""The modules, in words; the first one runs where none is named."""


def main(arguments: Sequence[str]) -> None:
    _make_importable()
    named = arguments if arguments and (arguments[0] in BENCHMARKS or arguments[0] in {"-h", "--help"}) else None
    options = _parser().parse_args(named or [BENCHMARKS[0], *arguments])
    rows = _module(options.benchmark).run(options)
    if rows:
        _print(rows)
        if options.keep:
            _keep(options.benchmark, rows)


def _make_importable() -> None:
    sys.path[:0] = [folder for folder in _FOLDERS if folder not in sys.path]
    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys((*_FOLDERS, *filter(None, known))))
    # An installed server never compiles its modules at a start; neither may one that is measured.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="benchmark", required=True)
    for name in BENCHMARKS:
        module = _module(name)
        text = module.__doc__ or ""
        command = commands.add_parser(
            name, help=text.partition("\n")[0], description=text, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        command.add_argument("--keep", action="store_true", help="append the result to the ledger")
        module.arguments(command)
    return parser


def _module(name: str) -> Any:
    return import_module(f"benchmarks.{name.replace('-', '_')}")


def _print(rows: list[Any]) -> None:
    names = [field.name for field in fields(rows[0])]
    table = Table(*(name.replace("_", " ") for name in names))
    for row in rows:
        table.add_row(*(_shown(getattr(row, name)) for name in names))
    Console(width=140).print(table)


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, (int, float)) else str(value)


def _keep(benchmark: str, rows: list[Any]) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=LEDGER.parent,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    entry = {
        "benchmark": benchmark,
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
    main(sys.argv[1:])
