"""What people see: tables of context, coloured diffs, times. It renders the JSON that every command answers."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from contexten.edits.diff import unified
from contexten.trace import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from rich.console import ConsoleOptions, RenderableType, RenderResult

    from contexten.edits.model import EditPlan

SHOWN = 25
"""How many items a table shows where nobody asked for all."""

_PIPE_WIDTH = 140
_COLUMN = 25
"""The room that a column of words needs beside the first one; else the words of a row stand below each other."""
_NUMBER = 9
_NUMBERS = frozenset({"score", "tokens"})
_DIFF_STYLES = (("+++", "bold"), ("---", "bold"), ("+", "green"), ("-", "red"), ("@@", "cyan"))


class _PlainConsole(Console):
    """Takes no markup and no emoji from what it prints, and shows escapes instead of sending them."""

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401 - the base class takes anything
        """Print; strings with their escapes written out."""
        shown = (visible(item) if isinstance(item, str) else item for item in objects)
        super().print(*shown, **options)


def stdout() -> Console:
    """The console for results."""
    return _console(stderr=False)


def stderr() -> Console:
    """The console for everything else."""
    return _console(stderr=True)


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of words and numbers, as a table; on a narrow terminal the words of a row stand below its first one."""

    title: str
    columns: tuple[str, ...]
    """Words first, then numbers. The first one and places are never cut in two: they would be of no use."""
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table that fits into the width."""
        del console
        first = max((len(row[0]) for row in self.rows), default=0)
        others = (_NUMBER if _side(name) == "right" else _COLUMN for name in self.columns[1:])
        yield self._table() if first + sum(others) <= options.max_width else self._stacked()

    def _table(self) -> Table:
        table = _empty(self.title)
        for name in self.columns:
            whole = name in {self.columns[0], "place"}
            table.add_column(name, justify=_side(name), overflow="fold", no_wrap=whole)
        for row in self.rows:
            table.add_row(*map(_cell, row))
        if self.total:
            table.add_row(*self.total, style="bold")
        return table

    def _stacked(self) -> Table:
        table = _empty(self.title)
        words = sum(_side(name) == "left" for name in self.columns)
        for name in (", ".join(self.columns[:words]), *self.columns[words:]):
            table.add_column(name, justify=_side(name), overflow="fold")
        for row in self.rows:
            table.add_row(_below(row[:words]), *map(_cell, row[words:]))
        if self.total:
            table.add_row(" ".join(filter(None, self.total[:words])), *self.total[words:], style="bold")
        return table


def context_table(
    packed: Mapping[str, Any], here: str, *, unsaved: Collection[str] = (), most: int | None = None
) -> Listing:
    """What was chosen and why, best first; `here` is the file being edited, `unsaved` what is only in the editor.

    `most` is how many items are shown; a type that is printed only as the heading of its members has no row.
    """
    items = [item for item in packed["items"] if item["kind"] != "skeleton"]
    rows = [(_marked(here, unsaved), "this file", "being edited", "", str(packed["hereTokens"]))]
    for item in items[:most]:
        place = _marked(f"{item['path']}:{item['startLine']}", unsaved, item["path"])
        what = f"{item['kind']} {item['name']}".strip()
        rows.append((place, what, item["reason"], f"{item['score']:.2f}", str(item["tokens"])))
    if rest := items[len(items[:most]) :]:
        rows.append((f"… and {len(rest)} more", "", "", "", str(sum(item["tokens"] for item in rest))))
    total = ("", "", f"of a budget of {packed['budget']}", "", str(packed["tokens"]))
    return Listing("Context", ("place", "what", "why", "score", "tokens"), tuple(rows), total)


def left_out_table(packed: Mapping[str, Any]) -> Listing:
    """What was not chosen, and why not."""
    rows = (
        (item["path"], item["name"], item["reason"], item["why"], f"{item['score']:.2f}") for item in packed["leftOut"]
    )
    return Listing("Left out", ("place", "what", "why it came up", "why not", "score"), tuple(rows))


def plan_diff(plan: EditPlan, names: Mapping[str, str]) -> str:
    """The unified diff of all files, as `patch` reads it."""
    return "".join(unified(file, _name(names, file.path), _name(names, file.target)) for file in plan.files)


def _name(names: Mapping[str, str], path: str) -> str:
    return names.get(path, PurePosixPath(path).name)


def coloured_diff(diff: str) -> Text:
    """The diff in colours, where the terminal has them."""
    text = Text()
    for line in diff.splitlines(keepends=True) or ["no change"]:
        text.append(visible(line), style=next((style for start, style in _DIFF_STYLES if line.startswith(start)), ""))
    return text


def stage_line(stages: Mapping[str, float]) -> str:
    """The time of each stage in one line."""
    return " · ".join(f"{name} {value:.0f} ms" for name, value in stages.items())


def _console(*, stderr: bool) -> Console:
    console = _PlainConsole(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        # A pipe has no width; rich would take 80 columns and fold every reason.
        console.width = _PIPE_WIDTH
    return console


def _empty(title: str) -> Table:
    return Table(
        title=title or None, title_justify="left", title_style="bold", header_style="dim", pad_edge=False, box=None
    )


def _side(name: str) -> Literal["left", "right"]:
    return "right" if name in _NUMBERS else "left"


def _cell(text: str) -> Text:
    return Text(visible(text))


def _below(words: tuple[str, ...]) -> RenderableType:
    first, *others = words
    rest = " · ".join(filter(None, others))
    return Group(_cell(first), Padding(_cell(rest), (0, 0, 0, 2))) if rest else _cell(first)


def write_out(text: str) -> None:
    """Text of files on standard output: for a program as it is, on a terminal without anything that it would obey."""
    sys.stdout.write(visible(text) if sys.stdout.isatty() else text)


def _marked(place: str, unsaved: Collection[str], path: str | None = None) -> str:
    return f"{place} (unsaved)" if (path or place) in unsaved else place
