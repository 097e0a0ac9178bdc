"""What people see: tables of context, coloured diffs, times. It renders the JSON that every command answers."""

from __future__ import annotations

import os
import sys
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from contexten.edits.diff import unified
from contexten.trace import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from contexten.edits.model import EditPlan

SHOWN = 25
"""How many items a table shows where nobody asked for all."""

_PIPE_WIDTH = 140
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


def context_table(
    packed: Mapping[str, Any], here: str, *, unsaved: Collection[str] = (), most: int | None = None
) -> Table:
    """What was chosen and why, best first; `here` is the file being edited, `unsaved` what is only in the editor.

    `most` is how many items are shown; a type that is printed only as the heading of its members has no row.
    """
    table = _table("Context", ("place", "what", "why", "score", "tokens"))
    _add(table, _marked(here, unsaved), "this file", "being edited", "", str(packed["hereTokens"]))
    items = [item for item in packed["items"] if item["kind"] != "skeleton"]
    for item in items[:most]:
        place = _marked(f"{item['path']}:{item['startLine']}", unsaved, item["path"])
        what = f"{item['kind']} {item['name']}".strip()
        _add(table, place, what, item["reason"], f"{item['score']:.2f}", str(item["tokens"]))
    if len(items) > len(items[:most]):
        table.add_row(f"… and {len(items[most:])} more", "", "", "", str(sum(item["tokens"] for item in items[most:])))
    table.add_row("", "", f"of a budget of {packed['budget']}", "", str(packed["tokens"]), style="bold")
    return table


def left_out_table(packed: Mapping[str, Any]) -> Table:
    """What was not chosen, and why not."""
    table = _table("Left out", ("place", "what", "why it came up", "why not", "score"))
    for item in packed["leftOut"]:
        _add(table, item["path"], item["name"], item["reason"], item["why"], f"{item['score']:.2f}")
    return table


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


def _table(title: str, columns: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", pad_edge=False, box=None)
    for name in columns:
        table.add_column(name, justify="right" if name in _NUMBERS else "left", overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text(visible(cell)) for cell in cells))


def write_out(text: str) -> None:
    """Text of files on standard output: for a program as it is, on a terminal without anything that it would obey."""
    sys.stdout.write(visible(text) if sys.stdout.isatty() else text)


def _marked(place: str, unsaved: Collection[str], path: str | None = None) -> str:
    return f"{place} (unsaved)" if (path or place) in unsaved else place
