"""Resident memory of the real server process, spoken to as an editor does: after a scan, and after context requests.

`first scan` is a server that found no index and parsed everything; `warm start` is the next one, over the image that
it left. Each then opens a few files and packs context for places in them. The limit is pygls' hello-world.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.clock import processor_of
from benchmarks.figures import python_files, target, trees
from benchmarks.wire import Wire

if TYPE_CHECKING:
    import argparse
    from collections.abc import Generator

_PATIENCE = 1800.0
_AT_REST = 0.02
"""Seconds of processor time in a fifth of a second, of which answering us takes a part."""
_OPEN = 8
"""So many files stay open, as with a person."""


@dataclass(frozen=True)
class Row:
    """Megabytes (2**20); `mapped` of the resident ones are pages of files, such as shared libraries."""

    tree: str
    what: str
    who: str
    resident: float
    mapped: float
    peak: float
    target: str
    ratio: float


@dataclass(frozen=True)
class Held:
    """What one process holds, in megabytes."""

    resident: float
    mapped: float
    peak: float


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this benchmark can be told."""
    parser.add_argument("--tree", action="append", default=[], metavar="PATH", help="a folder of Python files")
    parser.add_argument("--requests", type=int, default=30, help="requests for context")
    parser.add_argument("--rest", type=float, default=4.0, help="seconds of rest after them")


def run(options: argparse.Namespace) -> list[Row]:
    """Megabytes of one process; its workers have ended."""
    return [row for tree in trees(options) for row in _rows(tree, options.requests, options.rest)]


def _rows(tree: Path, requests: int, rest: float) -> list[Row]:
    floor, wanted = _hello(tree), target(tree, "≤ 120", "≤ 300")
    found = [("idle", "pygls hello-world", floor, "")]
    with tempfile.TemporaryDirectory() as store:
        for start in ("first scan", "warm start"):
            for what, held in measured(tree, Path(store), requests, rest).items():
                found.append((f"{start}, {what}", "contexten", held, wanted))
    return [
        Row(tree.name, what, who, held.resident, held.mapped, held.peak, wish, round(held.resident / floor.resident, 2))
        for what, who, held, wish in found
    ]


def measured(tree: Path, store: Path, requests: int, rest: float = 4.0) -> dict[str, Held]:
    """What the server holds when it has read the workspace, after so many requests for context, and `rest` s later."""
    with _server(tree, store) as wire:
        _until_read(wire)
        read = held_by(wire.process)
        size = _ask_for_context(wire, tree, requests)
        asked = held_by(wire.process)
        time.sleep(rest)
        what = f"{requests} contexts, {size // 1024} kB open"
        return {"read": read, what: asked, f"{what}, at rest": held_by(wire.process)}


def held_by(process: int) -> Held:
    """What a process holds now; needs Linux."""
    text = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    sizes = {key: int(value) / 1024 for key, value in re.findall(r"^(\w+):\s+(\d+) kB$", text, re.MULTILINE)}
    mapped = sizes.get("RssFile", 0.0) + sizes.get("RssShmem", 0.0)
    return Held(round(sizes["VmRSS"], 1), round(mapped, 1), round(sizes["VmHWM"], 1))


def _hello(tree: Path) -> Held:
    wire = Wire((sys.executable, str(Path(__file__).with_name("hello_pygls.py"))), tree)
    wire.initialize()
    wire.request("benchmark/none", {})
    held = held_by(wire.process)
    wire.close()
    return held


@contextmanager
def _server(tree: Path, store: Path) -> Generator[Wire]:
    os.environ["CONTEXTEN_CACHE_DIR"] = str(store)
    wire = Wire((sys.executable, "-m", "contexten.cli.main", "serve"), tree)
    wire.initialize(tree.as_uri())
    try:
        yield wire
    finally:
        wire.close()


def _until_read(wire: Wire) -> None:
    """Wait until the workspace is read and what follows it, the warming, has come to rest."""
    ended, before = time.monotonic() + _PATIENCE, -1.0
    while time.monotonic() < ended:
        index = _command(wire, "contexten.status", {})["index"]
        used = processor_of(wire.process)
        if not index["pending"] and used - before < _AT_REST:
            return
        before = used
        time.sleep(0.2)
    raise SystemExit("the server does not come to rest")


def _ask_for_context(wire: Wire, tree: Path, requests: int) -> int:
    """Open files that are no tests and ask for context in each; how many bytes are open in the end."""
    chosen = [path for path in python_files(tree) if "test" not in str(path.relative_to(tree))]
    step = max(1, len(chosen) // max(1, requests))
    size = asked = 0
    for path in chosen[::step]:
        text = path.read_text(encoding="utf-8", errors="replace")
        named = re.search(r"^ *def (\w+)", text, re.MULTILINE)
        if named is None or asked == requests:
            continue
        line, uri = text.count("\n", 0, named.start(1)), path.as_uri()
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        wire.notify("textDocument/didOpen", {"textDocument": document})
        place = {"uri": uri, "position": {"line": line, "character": 8}, "budget": 4000, "instruction": "Shorten it."}
        answer = _command(wire, "contexten.context", place)
        if answer["outcome"] != "previewed":
            raise SystemExit(f"no context for {path}: {answer}")
        asked, size = asked + 1, size + len(text.encode())
        if asked > _OPEN:
            wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            size -= len(text.encode())
    return size


def _command(wire: Wire, name: str, argument: dict[str, Any]) -> dict[str, Any]:
    answer = wire.request("workspace/executeCommand", {"command": name, "arguments": [argument]})
    if "error" in answer:
        raise SystemExit(f"{name}: {answer['error']}")
    return answer["result"]
