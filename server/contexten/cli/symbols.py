"""`contexten symbols`: where something is defined, who uses and calls it, what it needs."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from contexten.cli.desk import desk_of
from contexten.cli.errors import shown_errors
from contexten.cli.render import stdout
from contexten.cli.session import root_of
from contexten.trace import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_QUESTIONS = ("find", "usages", "callers", "calls", "dependencies", "summary")


@click.command("symbols")
@click.argument("name", default="")
@click.option(
    "--ask",
    type=click.Choice(_QUESTIONS),
    help="What you want to know of it. Default: find; without NAME: summary.",
)
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="How many are listed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@shown_errors
def command(*, name: str, ask: str | None, limit: int, as_json: bool, root: Path | None) -> None:
    """Tell where NAME is defined, who uses or calls it, what it needs; without NAME: what the project holds.

    NAME is written `name`, `Class.method` or `path/to/file.py:name`. Where an editor runs Contexten on the same folder,
    its unsaved text is seen.
    """
    folder = os.path.abspath(root or root_of(Path.cwd()))  # noqa: PTH100 - resolve() would follow links
    question = {"ask": ask or ("find" if name else "summary"), "name": name, "limit": limit}
    answer = asyncio.run(_asked(folder, question))
    if as_json:
        click.echo(json.dumps(answer))
        return
    _print(answer)


async def _asked(folder: str, question: Mapping[str, object]) -> dict[str, Any]:
    desk = desk_of(folder)
    try:
        door = await desk.door()
        return await door.run("contexten.symbols", question, lambda _message, _percentage: None)
    finally:
        await desk.aclose()


def _print(answer: Mapping[str, Any]) -> None:
    console = stdout()
    if answer["about"] is not None:
        console.print(f"{answer['about']['path']}:{answer['about']['line']} {answer['about']['name']}")
    if answer["summary"]:
        console.print(answer["summary"])
    elif answer["usages"]:
        console.print(_table(("place", "what", "by", "line"), [_use(item) for item in answer["usages"]]))
    elif answer["symbols"]:
        console.print(_table(("place", "what", "name", "says"), [_symbol(item) for item in answer["symbols"]]))
    else:
        console.print("None.")
    more = answer["total"] - max(len(answer["usages"]), len(answer["symbols"]))
    if more > 0:
        console.print(f"… and {more} more")


def _use(item: Mapping[str, Any]) -> tuple[str, ...]:
    return (f"{item['path']}:{item['line']}", item["kind"], item["by"], item["text"])


def _symbol(item: Mapping[str, Any]) -> tuple[str, ...]:
    place = f"{item['path']}:{item['line']}" if item["path"] else ""
    return (place, item["kind"], item["name"], item["signature"] or item["doc"])


def _table(columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table(*columns, header_style="dim", pad_edge=False, box=None)
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    return table
