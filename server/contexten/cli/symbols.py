"""`contexten symbols`: where something is defined, who uses and calls it, what it needs."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contexten.cli.desk import desk_of
from contexten.cli.errors import shown_errors
from contexten.cli.render import Listing, stdout
from contexten.cli.session import existing_file, root_of
from contexten.lsp.uris import default_uri

if TYPE_CHECKING:
    from collections.abc import Mapping

_ASKS = ("find", "usages", "callers", "calls", "dependencies", "summary")


@click.command("symbols")
@click.argument("name", default="")
@click.option("--ask", type=click.Choice(_ASKS), help="What is wanted. Default: find; without NAME: summary.")
@click.option("--near", type=click.Path(path_type=Path), help="Of several of one name, the one this file knows.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="How many are listed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@shown_errors
def command(*, name: str, ask: str | None, near: Path | None, limit: int, as_json: bool, root: Path | None) -> None:
    """Ask the index about NAME: `name`, `Class.method`, `path/to/file.py:name`, for `find` also a part of a name.

    For `summary` NAME may be a file too; without it, the summary is of the whole folder. Where an editor runs Contexten
    on the same folder, its unsaved text is seen.
    """
    where = "" if near is None else default_uri(str(existing_file(near)))
    wanted = {"ask": ask or ("find" if name else "summary"), "name": name, "near": where, "limit": limit}
    folder = os.path.abspath(root or root_of(Path.cwd()))  # noqa: PTH100 - resolve() would follow links
    answer = asyncio.run(_asked(folder, wanted))
    if as_json:
        click.echo(json.dumps(answer))
    else:
        _print(answer)


async def _asked(folder: str, wanted: Mapping[str, object]) -> dict[str, Any]:
    desk = desk_of(folder)
    try:
        door = await desk.door()
        return await door.run("contexten.symbols", wanted, lambda _message, _percentage: None)
    finally:
        await desk.aclose()


def _print(answer: Mapping[str, Any]) -> None:
    console = stdout()
    about = answer["about"]
    if about is not None:
        console.print(f"{about['kind']} {about['name']}, {about['path']}:{about['line']}")
    if answer["summary"]:
        console.print(answer["summary"])
        return
    if answer["symbols"]:
        console.print(Listing("", ("name", "kind", "place", "header"), tuple(map(_symbol, answer["symbols"]))))
    if answer["usages"]:
        console.print(Listing("", ("place", "kind", "by", "line"), tuple(map(_usage, answer["usages"]))))
    shown = max(len(answer["symbols"]), len(answer["usages"]))
    console.print(f"{shown} of {answer['total']}" if answer["total"] else "None.")


def _symbol(item: Mapping[str, Any]) -> tuple[str, ...]:
    return item["name"], item["kind"], f"{item['path']}:{item['line']}" if item["path"] else "", item["signature"]


def _usage(item: Mapping[str, Any]) -> tuple[str, ...]:
    return f"{item['path']}:{item['line']}", item["kind"], item["by"], item["text"]
