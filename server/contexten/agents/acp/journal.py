"""What one run did, line by line, in bounded memory.

**Invariant:** an agent can fill neither the memory nor the store with what it says.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime

from contexten.agents.model import LogLine, LogPage

_MOST_LINES = 20_000
_MOST_CHARACTERS = 8_000_000
_LONGEST = 20_000
_TAIL = 200
_TAIL_LONGEST = 500


class Journal:
    """The newest lines of a log; those before them are counted and dropped."""

    def __init__(self) -> None:
        self._lines: deque[LogLine] = deque()
        self._dropped = 0
        self._characters = 0
        self._open = ""

    def add(self, kind: str, text: str = "", *, tool: str = "", thought: str = "") -> None:
        """Add a line."""
        self._open = ""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._put(LogLine(kind, at, tool[:_LONGEST], thought[:_LONGEST], text[:_LONGEST]))

    def stream(self, kind: str, part: str, *, thought: bool = False) -> None:
        """Add a part of a text that comes in pieces: to the last line where that is of the same text."""
        if self._open != kind:
            self.add(kind, "" if thought else part, thought=part if thought else "")
            self._open = kind
            return
        last = self._lines.pop()
        self._characters -= _size(last)
        said = (last.thought if thought else last.text) + part
        self._put(replace(last, **{"thought" if thought else "text": said[:_LONGEST]}))

    def page(self, *, skip: int, limit: int, newest_first: bool) -> LogPage:
        """Some lines; those that were dropped are counted, and one line says so where they would stand."""
        total = self._dropped + len(self._lines)
        numbers = range(total)
        chosen = (numbers[::-1] if newest_first else numbers)[skip : skip + limit]
        lines: list[LogLine] = []
        for number in chosen:
            if number >= self._dropped:
                lines.append(self._lines[number - self._dropped])
            elif not lines or lines[-1].kind != "dropped":
                lines.append(LogLine("dropped", text=f"The first {self._dropped} lines were not kept."))
        return LogPage(tuple(lines), total)

    def tail(self) -> tuple[LogLine, ...]:
        """The last lines, shortened: what is kept with the run when its process has ended."""
        newest = list(self._lines)[-_TAIL:]
        return tuple(
            replace(line, text=line.text[:_TAIL_LONGEST], thought=line.thought[:_TAIL_LONGEST]) for line in newest
        )

    def _put(self, line: LogLine) -> None:
        self._lines.append(line)
        self._characters += _size(line)
        while len(self._lines) > _MOST_LINES or self._characters > _MOST_CHARACTERS:
            self._characters -= _size(self._lines.popleft())
            self._dropped += 1


def _size(line: LogLine) -> int:
    return len(line.kind) + len(line.tool) + len(line.thought) + len(line.text) + 100
