"""What `keystroke` runs in a process of its own: the text comes on standard input."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

from benchmarks.clock import report, settle, timed
from contexten.store import Store
from contexten.syntax.at import definitions_at
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse
from contexten.text import Document, Patch, Span
from contexten.workspace.sync import Synced
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.syntax.language import Language

_PATH = "/benchmark/big.py"


def main(samples: str) -> None:
    text, language = sys.stdin.read(), by_id("python")
    assert language is not None
    document = Document.of(text)
    parse(document, language)  # the first one loads the grammar
    measured = {"parse": [timed(lambda: parse(document, language)) for _ in range(max(5, int(samples) // 10))]}
    measured["broken"] = [timed(_parse_of(document, place, language)) for place in _line_ends(document, 20)]
    settle()
    for typed in ("x", "(", '"""'):
        measured[typed] = _typed(text, typed.encode(), int(samples))
    report(measured)


def _typed(text: str, typed: bytes, samples: int) -> list[tuple[float, float]]:
    chooser = random.Random(5)  # noqa: S311 - a repeatable choice of places
    workspace = Workspace([], Store.open(None))
    workspace.open(_PATH, "python", text, 0)
    document = Document.of(text)
    ends, size = _line_ends(document, samples), len(document.data)
    taken: list[tuple[float, float]] = []
    place = 0
    for version in range(1, samples + 1):
        if version % 2:
            place = chooser.randrange(size) if typed == b"x" else ends[version // 2]
        change = Patch(Span(place, place), typed) if version % 2 else Patch(Span(place, place + len(typed)), b"")
        taken.append(timed(lambda: _type(workspace, version, change)))  # noqa: B023 - called at once
    return taken


def _line_ends(document: Document, count: int) -> list[int]:
    chooser = random.Random(6)  # noqa: S311 - a repeatable choice of places
    return [document.line_span(chooser.randrange(document.line_count - 1)).end for _ in range(count)]


def _parse_of(document: Document, place: int, language: Language) -> Callable[[], object]:
    broken = document.patched(Patch(Span(place, place), b'"""'))
    return lambda: parse(broken, language)


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
