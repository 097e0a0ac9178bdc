"""What is measured: start-up, and what happens at each keystroke in a 10,000-line file."""

from __future__ import annotations

import argparse
import inspect
import pydoc
import random
import statistics
import sys
import tarfile
import time
import typing
import unittest.mock
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.wire import Wire

LINES = 10_000

Ask = Callable[[Wire, str, int], None]
"""Sends one request about a line of a document and waits for its answer."""


@dataclass(frozen=True)
class Peer:
    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """Milliseconds over all samples; `ratio` is median against the first peer's median."""

    what: str
    peer: str
    minimum: float
    median: float
    p99: float
    ratio: float


def peers() -> tuple[Peer, ...]:
    """The floor first, then us, then the fastest server there is."""
    hello = str(Path(__file__).with_name("hello_pygls.py"))
    ruff = str(Path(sys.executable).with_name("ruff"))
    return (
        Peer("pygls hello-world", (sys.executable, hello)),
        Peer("contexten", (sys.executable, "-m", "contexten.cli.main", "serve")),
        Peer("ruff server", (ruff, "server")),
    )


def real_python() -> str:
    """10,000 lines of the standard library's own code."""
    modules = (argparse, inspect, typing, pydoc, tarfile, unittest.mock, statistics, random)
    lines = [line for module in modules for line in inspect.getsource(module).splitlines()]
    if len(lines) < LINES:
        lines *= LINES // len(lines) + 1
    return "\n".join(lines[:LINES]) + "\n"


def start_up(rounds: int, folder: Path) -> list[Row]:
    """Process start to the answer of `initialize`; the peers take turns, so that load falls on all alike."""

    def once(peer: Peer) -> list[float]:
        wire = Wire(peer.command, folder)
        seconds = wire.initialize()
        wire.close()
        return [seconds]

    return _rows("start → initialize", rounds, once)


def keystrokes(rounds: int, folder: Path, samples: int = 100) -> list[Row]:
    """didChange until the next request is answered, code actions by themselves, and the one after the other."""
    text = real_python()
    rows: list[Row] = []
    for what, types, ask in (
        ("didChange → next answer", True, _ask_nothing),
        ("code actions", False, _ask_actions),
        ("didChange → code actions", True, _ask_actions),
    ):

        def once(peer: Peer, ask: Ask = ask, *, types: bool = types) -> list[float]:
            return _in_the_large_file(peer, folder, text, samples, ask, types=types)

        rows += _rows(what, rounds, once)
    return rows


def _in_the_large_file(peer: Peer, folder: Path, text: str, samples: int, ask: Ask, *, types: bool) -> list[float]:
    chooser = random.Random(7)  # noqa: S311 - a repeatable choice of places
    uri = (folder / "big.py").as_uri()
    wire = Wire(peer.command, folder)
    wire.initialize()
    document = {"uri": uri, "languageId": "python", "version": 0, "text": text}
    wire.notify("textDocument/didOpen", {"textDocument": document})
    _ask_nothing(wire, uri, 0)
    times: list[float] = []
    line = 0
    for version in range(1, samples + 1):
        line = chooser.randrange(LINES) if version % 2 else line
        started = time.perf_counter()
        if types:
            _type(wire, uri, line, version)
        ask(wire, uri, line)
        times.append(time.perf_counter() - started)
    wire.close()
    return times


def _type(wire: Wire, uri: str, line: int, version: int) -> None:
    """A letter at the start of the line with odd versions, and away with it again with even ones."""
    start = {"line": line, "character": 0}
    end = start if version % 2 else {"line": line, "character": 1}
    change = {"range": {"start": start, "end": end}, "text": "x" if version % 2 else ""}
    wire.notify(
        "textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}
    )


def _ask_nothing(wire: Wire, _uri: str, _line: int) -> None:
    wire.request("benchmark/none", {})


def _ask_actions(wire: Wire, uri: str, line: int) -> None:
    place = {"line": line, "character": 0}
    context = {"diagnostics": [], "triggerKind": 2}
    wire.request(
        "textDocument/codeAction",
        {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "context": context},
    )


def _rows(what: str, rounds: int, once: Callable[[Peer], list[float]]) -> list[Row]:
    everyone = peers()
    times: dict[str, list[float]] = {peer.name: [] for peer in everyone}
    for _ in range(rounds):
        for peer in everyone:
            times[peer.name] += [seconds * 1000 for seconds in once(peer)]
    floor = statistics.median(times[everyone[0].name])
    return [_row(what, peer.name, times[peer.name], floor) for peer in everyone]


def _row(what: str, peer: str, times: Sequence[float], floor: float) -> Row:
    ordered = sorted(times)
    median = statistics.median(ordered)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    return Row(what, peer, round(ordered[0], 2), round(median, 2), round(p99, 2), round(median / floor, 2))
