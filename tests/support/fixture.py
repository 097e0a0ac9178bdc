"""The fixture language: one string, many files, a cursor.

    #- pkg/a.py
    def f():
        $0pass
    #- pkg/b.py
    ...

A line that starts with `#- ` opens a file. `$0` marks the cursor, two of them a selection. Text before the first
header goes to `main.py`.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from contexten.text import Span, encode

CURSOR = "$0"


@dataclass(frozen=True)
class Fixture:
    """The files by relative path, and the marked place (byte span) in one of them."""

    files: dict[str, str]
    path: str
    span: Span

    @property
    def text(self) -> str:
        """The text of the marked file, without the marks."""
        return self.files[self.path]


def parse_fixture(source: str) -> Fixture:
    """Read the fixture language; without a mark the place is the start of the first file."""
    marked = dict(_split(textwrap.dedent(source).removeprefix("\n")))
    files = {path: text.replace(CURSOR, "") for path, text in marked.items()}
    for path, text in marked.items():
        if CURSOR in text:
            before, _, rest = text.partition(CURSOR)
            start = len(encode(before))
            selected = rest.partition(CURSOR)[0] if CURSOR in rest else ""
            return Fixture(files, path, Span(start, start + len(encode(selected))))
    return Fixture(files, next(iter(files)), Span(0, 0))


def _split(source: str) -> list[tuple[str, str]]:
    files: list[tuple[str, list[str]]] = []
    for line in source.splitlines(keepends=True):
        if line.startswith("#- "):
            files.append((line[3:].strip(), []))
        else:
            if not files:
                files.append(("main.py", []))
            files[-1][1].append(line)
    return [(path, "".join(lines)) for path, lines in files]
