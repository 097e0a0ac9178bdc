"""`contexten context`: what a model would be shown at a place, and why."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contexten.cli.errors import shown_errors
from contexten.cli.location import parse_location
from contexten.cli.render import SHOWN, context_table, left_out_table, stderr, stdout, write_out
from contexten.cli.session import Session, existing_file, open_session, open_store, project_of
from contexten.cli.wish import certain, found_at
from contexten.context.batch import Batch
from contexten.errors import ClientError
from contexten.extensions.codegen.report import Result, packed
from contexten.extensions.codegen.run import GenerateOptions
from contexten.ide import NOTHING_ASKED
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from contexten.context.model import ContextPack
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target


@click.command("context")
@click.argument("place", metavar="PATH:LINE[:COL]", required=False)
@click.option("--instruction", "-i", default="", help="What you would ask for.")
@click.option("--budget", type=click.IntRange(min=0), help="Tokens of context.")
@click.option("--explain", is_flag=True, help="Also list what was left out, and why.")
@click.option("--text", "show_text", is_flag=True, help="Also print the text of each item.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@click.option(
    "--batch",
    is_flag=True,
    help="Read one JSON request per line on standard input and answer each with one line.",
)
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@shown_errors
def command(
    *,
    place: str | None,
    instruction: str,
    budget: int | None,
    explain: bool,
    show_text: bool,
    as_json: bool,
    batch: bool,
    root: Path | None,
) -> None:
    """Show what a model would read for a place of your project, and why.

    Where nothing is unfinished, selected or asked for: what it would read to explain the code there.
    """
    if batch:
        _answer_lines()
        return
    if place is None:
        raise ClientError("Name a place, PATH:LINE[:COL], or use --batch.")
    path = existing_file(parse_location(place).path)
    with open_session(project_of(path, root)) as session:
        snapshot = session.snapshot
        target = _shown_target(snapshot, str(path), place, instruction)
        answer = packed(snapshot, asyncio.run(_pack(session, snapshot, target, budget)))
        if as_json:
            click.echo(json.dumps(answer))
        else:
            _print(answer, snapshot.relative(target.path), explain=explain, show_text=show_text)


def _shown_target(snapshot: Snapshot, path: str, place: str, instruction: str) -> Target:
    found = found_at(snapshot, path, place, instruction)
    if found is not NOTHING_ASKED:
        return certain(found)
    explained = certain(found_at(snapshot, path, place, intent=Intent.EXPLAIN))
    stderr().print("Nothing is asked for here: this is what a model would read to explain it.")
    return explained


async def _pack(session: Session, snapshot: Snapshot, target: Target, budget: int | None) -> ContextPack:
    integration = session.integration()
    return await integration.context(snapshot, target, GenerateOptions(budget=budget))


def _print(answer: Result, here: str, *, explain: bool, show_text: bool) -> None:
    console = stdout()
    console.print(context_table(answer, here, most=None if explain else SHOWN))
    for redaction in answer["redactions"]:
        where = redaction["path"] or "the instruction"
        console.print(f"Replaced before sending: {redaction['count']} × {redaction['kind']} in {where}")
    if explain:
        console.print(left_out_table(answer))
    if show_text:
        for item in answer["items"]:
            write_out(f"--- {item['path']}:{item['startLine']} ({item['reason']})\n{item['text']}\n")


def _answer_lines() -> None:
    with open_store() as store:
        batch = Batch(store)
        for line in sys.stdin:
            if line.strip():
                click.echo(batch.answer_line(line))
