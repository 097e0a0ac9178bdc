"""`contexten generate`: write code at a place, shown as a diff or written to the file."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contexten.cli.errors import Exit, complain, shown_errors
from contexten.cli.location import parse_location, span_of
from contexten.cli.render import SHOWN, coloured_diff, context_table, plan_diff, stage_line, stderr, stdout, write_out
from contexten.cli.session import Session, existing_file, open_session, root_of
from contexten.cli.write import write_plan
from contexten.edits.model import EditPlan
from contexten.errors import ClientError
from contexten.extensions.codegen import GenerateOptions
from contexten.extensions.codegen.outcome import Failed, Generation, Proposed, Refused
from contexten.extensions.codegen.report import Result, described, previewed
from contexten.ide import target_for
from contexten.ide.breadth import reaches_far
from contexten.ide.place import Declined
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from contexten.workspace.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class _Wish:
    instruction: str
    intent: Intent | None
    options: GenerateOptions


@click.command("generate")
@click.argument("place", metavar="PATH:LINE[:COL]")
@click.option("--instruction", "-i", default="", help="What to write, in your words.")
@click.option(
    "--intent",
    type=click.Choice([intent.value for intent in Intent]),
    help="Default: what the place suggests.",
)
@click.option("--model", help="The model to ask, instead of CONTEXTEN_MODEL.")
@click.option("--budget", type=click.IntRange(min=0), help="Tokens of context.")
@click.option("--diff", "diff_only", is_flag=True, help="Print the diff and nothing else on standard output.")
@click.option("--write", "-w", is_flag=True, help="Write the files instead of only showing the diff.")
@click.option("--dry-run", is_flag=True, help="Print the prompt, and call nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@shown_errors
def command(  # noqa: PLR0913 - one parameter for each option
    *,
    place: str,
    instruction: str,
    intent: str | None,
    model: str | None,
    budget: int | None,
    diff_only: bool,
    write: bool,
    dry_run: bool,
    as_json: bool,
    root: Path | None,
) -> None:
    """Write code at a place of your project: its unfinished function, its marker comment, or your instruction."""
    location = parse_location(place)
    path = existing_file(location.path)
    wish = _Wish(instruction, Intent(intent) if intent else None, GenerateOptions(model, budget, dry_run))
    with open_session(root or root_of(path)) as session:
        snapshot = session.snapshot
        target = target_at(snapshot, str(path), place, wish.instruction, wish.intent)
        generation = asyncio.run(_generate(session, snapshot, target, wish.options))
        _show(snapshot, target, generation, diff_only=diff_only, as_json=as_json, dry_run=dry_run)
        if write and isinstance(generation.outcome, Proposed):
            write_plan(generation.outcome.plan, snapshot.roots)
    sys.exit(_exit_code(generation))


def target_at(snapshot: Snapshot, path: str, place: str, instruction: str = "", intent: Intent | None = None) -> Target:
    """The Target at a place as people write it. Raises ClientError with the reason where there is none."""
    document = snapshot.document(path)
    if document is None:
        raise ClientError(f"'{snapshot.relative(path)}' is not a text file of at most 10 MB.")
    span = span_of(document, parse_location(place))
    found = target_for(snapshot, path, span, intent, instruction)
    if isinstance(found, Declined):
        raise ClientError(found.reason)
    return found


async def _generate(session: Session, snapshot: Snapshot, target: Target, options: GenerateOptions) -> Generation:
    integration = session.integration(model=options.model)
    try:
        return await integration.generate(snapshot, target, options)
    finally:
        await integration.aclose()


def _show(
    snapshot: Snapshot,
    target: Target,
    generation: Generation,
    *,
    diff_only: bool,
    as_json: bool,
    dry_run: bool,
) -> None:
    plan = generation.outcome.plan if isinstance(generation.outcome, Proposed) else EditPlan(())
    diff = plan_diff(plan, {file.path: snapshot.relative(file.path) for file in plan.files})
    answer: Result = {**described(snapshot, generation), **previewed(generation), "diff": diff}
    if as_json:
        click.echo(json.dumps(answer if dry_run else {key: answer[key] for key in answer if key != "prompt"}))
        return
    talk = stderr() if diff_only else stdout()
    talk.print(context_table(answer["context"], snapshot.relative(target.path), most=SHOWN))
    if dry_run:
        for message in answer["prompt"]:
            write_out(f"--- {message['role']}\n{message['text']}\n")
    elif diff:
        talk.print(f"\nFrom: {generation.source}")
        if diff_only:
            write_out(diff)
        else:
            talk.print(coloured_diff(diff), soft_wrap=True, end="")
    if reason := reaches_far(target.instruction):
        talk.print(f"\nThis may rather be work for an agent, as {reason}: contexten agent launch TASK")
    talk.print(f"\nPrompt: {generation.prompt_tokens} tokens. {stage_line(generation.stages)}")


def _exit_code(generation: Generation) -> Exit:
    match generation.outcome:
        case Refused(reason):
            complain(reason)
            return Exit.NO_EDIT
        case Failed(error):
            complain(error)
            return Exit.OUTSIDE_FAILED
        case _:
            return Exit.DONE
