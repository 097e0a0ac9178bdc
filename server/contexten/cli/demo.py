"""`contexten demo`: the real server, spoken to as an editor would, on a small project that comes along."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contexten.cli.errors import Exit, complain, shown_errors
from contexten.cli.render import SHOWN, coloured_diff, context_table, plan_diff, stage_line, stdout
from contexten.edits.diff import minimal
from contexten.edits.model import Change, EditPlan, FileEdit
from contexten.errors import ClientError
from contexten.lsp.client import EditorSession, started
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from contexten.text import Document

_STUB = Path("parcels/carriers/bike.py")
_UNSAVED = Path("parcels/pricing.py")
_TYPED = '''

def in_town_discount(price: int) -> int:
    """The price for a ride that stays in town: a tenth less."""
    return price - price // 10
'''
"""What the person typed into a file without saving it."""

_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the server answered, and the file before and after."""

    result: Mapping[str, Any]
    before: Document
    after: Document
    seconds: Mapping[str, float]


@click.command("demo")
@click.option("--keep", type=click.Path(path_type=Path), help="Copy the sample project here and leave it there.")
@shown_errors
def command(*, keep: Path | None) -> None:
    """Let the server implement an unfinished function of a small sample project, and show how it came to it."""
    console = stdout()
    with tempfile.TemporaryDirectory(prefix="contexten-demo-") as folder:
        root = _copied(keep or Path(folder) / "parcels")
        outcome = asyncio.run(_play(root, console))
        code = _tell(console, outcome)
    sys.exit(code)


def _copied(root: Path) -> Path:
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise ClientError(f"'{root}' is not an empty folder, and nothing in it is overwritten; name a new one.")
    try:
        with as_file(files("contexten.cli") / "sample") as sample:
            shutil.copytree(sample, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    except (OSError, shutil.Error):
        raise ClientError(f"The sample cannot be copied to '{root}'; name a folder that can be written.") from None
    return root.absolute()


async def _play(root: Path, console: Console) -> _Outcome:
    clock = time.perf_counter()
    seconds: dict[str, float] = {}

    def lap(name: str) -> None:
        nonlocal clock
        clock, seconds[name] = time.perf_counter(), (time.perf_counter() - clock) * 1000

    async with started(root) as editor:
        lap("start")
        await _indexed(editor)
        lap("index")
        uri = editor.open(_STUB, language_id="python")
        unsaved = editor.open(_UNSAVED, language_id="python")
        editor.change(unsaved, editor.buffers[unsaved].text + _TYPED)
        lap("open")
        action = await _chosen(editor, uri)
        lap("code actions")
        console.print(f"{action['title']} in {_STUB}", style="bold")
        for message in editor.messages:
            complain(message)
        before = editor.buffers[uri].document
        result = await editor.run(action)
        lap("command")
        return _Outcome(result, before, editor.buffers[uri].document, seconds)


async def _indexed(editor: EditorSession) -> None:
    """Wait for the index: an editor would go on at once, but the demo is to show what the index finds."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            if not (await editor.execute("contexten.status"))["index"]["pending"]:
                return
            await asyncio.sleep(0.02)


async def _chosen(editor: EditorSession, uri: str) -> Mapping[str, Any]:
    """The first action offered inside the unfinished function."""
    document = editor.buffers[uri].document
    line = document.line_of(document.data.index(b"raise NotImplementedError"))
    actions = await editor.code_actions(uri, line, len(document.line_text(line)))
    return next(action for action in actions if action["kind"].endswith(".implement"))


def _tell(console: Console, outcome: _Outcome) -> Exit:
    result = outcome.result
    console.print(context_table(result["context"], str(_STUB), unsaved={str(_UNSAVED)}, most=SHOWN))
    console.print(f"\nPrompt: {result['usage']['promptTokens']} tokens.")
    for step in result["steps"][:-1]:
        console.print(step["detail"])
    if result["source"]:
        console.print(f"From: {result['source']}\n", style="bold", soft_wrap=True)
    changes = tuple(Change(patch, "generated") for patch in minimal(outcome.before.data, outcome.after.data))
    plan = EditPlan((FileEdit(str(_STUB), outcome.before, changes),))
    console.print(coloured_diff(plan_diff(plan, {str(_STUB): str(_STUB)})), soft_wrap=True, end="")
    console.print(f"\nEditor: {stage_line(outcome.seconds)}\nServer: {stage_line(result['stages'])}")
    return _judged(outcome)


def _judged(outcome: _Outcome) -> Exit:
    if outcome.result["outcome"] != "applied" or outcome.after.data == outcome.before.data:
        complain(f"The edit was not applied: {outcome.result.get('reason') or outcome.result['outcome']}")
        return Exit.NO_EDIT
    language = by_id("python")
    parsed = parse(outcome.after, language) if language else None
    if parsed is None or parsed.errors:
        complain("The result does not parse.")
        return Exit.NO_EDIT
    return Exit.DONE
