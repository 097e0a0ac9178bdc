"""What people see: tables of context, coloured diffs, times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from contexten.context.model import ContextPack
from contexten.edits.diff import unified
from contexten.edits.model import EditPlan
from contexten.workspace.snapshot import Snapshot


def stdout() -> Console:
    """The console for results."""
    return Console(highlight=False, soft_wrap=False)


def stderr() -> Console:
    """The console for everything else."""
    return Console(stderr=True, highlight=False)


def context_table(pack: ContextPack, relative: Mapping[str, str], *, here: str, unsaved: Iterable[str] = ()) -> Table:
    """What was chosen and why, best first; `unsaved` are paths whose text is only in the editor."""
    dirty = frozenset(unsaved)
    table = Table(title="Context", title_justify="left", header_style="bold", pad_edge=False, box=None)
    for name in ("place", "what", "why", "score", "tokens"):
        table.add_column(name, justify="right" if name in {"score", "tokens"} else "left", overflow="fold")
    table.add_row(here, "this file", "being edited", "", str(pack.here_tokens))
    for item in pack.items:
        mark = " (unsaved)" if item.path in dirty else ""
        place = f"{relative.get(item.path, item.path)}:{item.start_line + 1}{mark}"
        table.add_row(place, f"{item.kind.value} {item.name}".strip(), item.reason, f"{item.score:.2f}", str(item.tokens))
    table.add_section()
    table.add_row("", "", f"of a budget of {pack.budget}", "", str(pack.tokens))
    return table


def left_out_table(pack: ContextPack, relative: Mapping[str, str]) -> Table:
    """What was not chosen, and why not."""
    table = Table(title="Left out", title_justify="left", header_style="bold", pad_edge=False, box=None)
    for name in ("place", "what", "why it came up", "why not", "score"):
        table.add_column(name, justify="right" if name == "score" else "left", overflow="fold")
    for item in pack.left_out:
        table.add_row(relative.get(item.path, item.path), item.name, item.reason, item.why, f"{item.score:.2f}")
    return table


def plan_diff(plan: EditPlan, relative: Mapping[str, str]) -> str:
    """The unified diff of all files, as `patch` reads it."""
    return "".join(unified(file, relative.get(file.path, PurePosixPath(file.path).name)) for file in plan.files)


def coloured_diff(diff: str) -> Syntax | Text:
    """The diff in colours, where the terminal has them."""
    return Syntax(diff.rstrip("\n"), "diff", background_color="default", word_wrap=False) if diff else Text("no change")


def stage_line(stages: Mapping[str, float]) -> str:
    """The time of each stage in one line."""
    return " · ".join(f"{name} {value:.0f} ms" for name, value in stages.items())


def relative_names(snapshot: Snapshot, pack: ContextPack, plan: EditPlan | None = None) -> dict[str, str]:
    """The path to show for each file that is named."""
    paths = {item.path for item in pack.items} | {item.path for item in pack.left_out}
    paths |= {file.path for file in plan.files} if plan else set()
    return {path: snapshot.relative(path) for path in paths}
