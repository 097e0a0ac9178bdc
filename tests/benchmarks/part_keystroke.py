"""What `keystroke` runs in a process of its own: the text comes on standard input."""

from __future__ import annotations

import random
import sys

from benchmarks.clock import report, settle, timed
from contexten.store import Store
from contexten.syntax.at import definitions_at
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse
from contexten.text import Document, Patch, Span
from contexten.workspace.workspace import Synced, Workspace

_PATH = "/benchmark/big.py"


def main(samples: str) -> None:
    text, language = sys.stdin.read(), by_id("python")
    assert language is not None
    document = Document.of(text)
    parse(document, language)  # the first one loads the grammar
    measured = {"parse": [timed(lambda: parse(document, language)) for _ in range(max(5, int(samples) // 10))]}
    settle()
    for typed in ("x", "(", '"""'):
        measured[typed] = _typed(text, typed.encode(), int(samples))
    report(measured)


def _typed(text: str, typed: bytes, samples: int) -> list[tuple[float, float]]:
    chooser = random.Random(5)  # noqa: S311 - a repeatable choice of places
    workspace = Workspace([], Store.open(None))
    workspace.open(_PATH, "python", text, 0)
    size = len(Document.of(text).data)
    taken: list[tuple[float, float]] = []
    place = 0
    for version in range(1, samples + 1):
        if version % 2:
            place = chooser.randrange(size)
        change = Patch(Span(place, place), typed) if version % 2 else Patch(Span(place, place + len(typed)), b"")
        taken.append(timed(lambda: _type(workspace, version, change)))  # noqa: B023 - called at once
    return taken


def _type(workspace: Workspace, version: int, change: Patch) -> None:
    synced = workspace.change(_PATH, version, [lambda _: change])
    parsed = workspace.snapshot().parsed(_PATH)
    if not isinstance(synced, Synced):
        raise SystemExit(synced.reason)
    # On a machine with too much to do the parser's deadline can pass, which is what a person would see too.
    if parsed is not None:
        definitions_at(parsed, Span(change.span.start, change.span.start))


if __name__ == "__main__":
    main(*sys.argv[1:])
