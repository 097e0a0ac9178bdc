"""`contexten batch`: many requests from a file or a pipe, one JSON value a line, answered in their order."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from rich.table import Table

from contexten.cli.errors import Exit, complain, shown_errors
from contexten.cli.progress import counted
from contexten.cli.render import stdout
from contexten.cli.session import Session, open_session, root_of
from contexten.cli.write import rebased_plan, write_plan
from contexten.errors import ClientError
from contexten.extensions.codegen.batch import BatchItem, BatchRequest, parse_request, run_batch
from contexten.extensions.codegen.codebase_context import parse_context
from contexten.extensions.codegen.outcome import Failed, Proposed
from contexten.extensions.codegen.report import previewed
from contexten.extensions.codegen.run import GenerateOptions
from contexten.trace import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.extensions.codegen.generated import Generated
    from contexten.workspace.snapshot import Snapshot

_MOST = 200
_SHOWN = 60


@click.command("batch")
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@click.option("--model", help="The model to ask, instead of CONTEXTEN_MODEL.")
@click.option("--budget", type=click.IntRange(min=0), help="Tokens of context for each request.")
@click.option("--apply", "--write", "-w", "apply", is_flag=True, help="Write the files of each result, in order.")
@click.option("--dry-run", is_flag=True, help="Ask no model; with --json, give the prompts.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a table.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@shown_errors
def command(
    *,
    file: IO[str],
    model: str | None,
    budget: int | None,
    apply: bool,
    dry_run: bool,
    as_json: bool,
    root: Path | None,
) -> None:
    """Carry out many requests of FILE, or of standard input: one JSON value a line, answered in their order.

    A line is an instruction as a text, or an object with "prompt" and "codebase_context", whose keys are those of
    scripts: target_file, target_symbol, line, related_symbols, related_files, language.
    """
    requests = _requests(file)
    options = GenerateOptions(model=model, budget=budget, dry_run=dry_run)
    with open_session(root or root_of(Path.cwd())) as session:
        items = asyncio.run(_run(session, requests, options))
        answers = [_answered(session, item, apply=apply) for item in items]
    if as_json:
        for answer in answers:
            click.echo(json.dumps(answer))
    else:
        stdout().print(_table(items, answers))
    sys.exit(_exit_code(items, answers))


def _requests(file: IO[str]) -> list[BatchRequest]:
    try:
        found = [_request(number, line) for number, line in enumerate(file, 1) if line.strip()]
    except UnicodeDecodeError:
        raise ClientError("The requests are no UTF-8 text.") from None
    if not 0 < len(found) <= _MOST:
        raise ClientError(f"A batch holds 1 to {_MOST} requests, not {len(found)}.")
    return found


def _request(number: int, line: str) -> BatchRequest:
    try:
        request = parse_request(json.loads(line))
        parse_context(request.codebase_context)
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise ClientError(f"Line {number} is no JSON text and no JSON object.") from None
    except ClientError as error:
        raise ClientError(f"Line {number}: {error}") from None
    if request.use_codegen_agent:
        raise ClientError(f"Line {number}: an agent costs money; use 'contexten agent launch'.")
    return request


async def _run(session: Session, requests: Sequence[BatchRequest], options: GenerateOptions) -> tuple[BatchItem, ...]:
    integration, snapshot = session.integration(model=options.model), session.snapshot
    done = 0
    try:
        with counted("Requests") as bar:
            bar(0, len(requests))

            async def one(request: BatchRequest) -> Generated:
                nonlocal done
                result = await integration.generate_with_context(
                    request.prompt, request.codebase_context, snapshot=snapshot, options=options
                )
                done += 1
                bar(done, len(requests))
                return result

            return await run_batch(requests, one, at_once=integration.config.batch_size)
    finally:
        await integration.aclose()


def _answered(session: Session, item: BatchItem, *, apply: bool) -> dict[str, Any]:
    if item.result is None:
        return {"task": None, "outcome": "failed", "reason": str(item.error)}
    generation = item.result.generation
    answer = item.result.described() | ({"prompt": previewed(generation)["prompt"]} if generation.messages else {})
    outcome = generation.outcome
    if not isinstance(outcome, Proposed):
        return answer
    del answer["prompt"]
    return answer | (_written(session, item.result.snapshot, generation.task, outcome) if apply else {})


def _written(session: Session, snapshot: Snapshot, task: str, outcome: Proposed) -> dict[str, str]:
    """Write one result on the texts as the ones before left them; one that cannot be written stays a task."""
    try:
        write_plan(rebased_plan(outcome.plan), snapshot.roots)
    except ClientError as error:
        return {"outcome": "stale", "reason": str(error)}
    session.store.tasks.delete(task)
    return {"outcome": "applied"}


def _exit_code(items: Sequence[BatchItem], answers: Sequence[dict[str, Any]]) -> Exit:
    failed = [item for item in items if item.result is None or isinstance(item.result.outcome, Failed)]
    if failed:
        complain(f"{len(failed)} of {len(items)} requests failed outside.")
        return Exit.OUTSIDE_FAILED
    without = sum(answer["outcome"] in {"refused", "stale"} for answer in answers)
    if without:
        complain(f"{without} of {len(items)} requests came to no edit.")
        return Exit.NO_EDIT
    return Exit.DONE


def _table(items: Sequence[BatchItem], answers: Sequence[dict[str, Any]]) -> Table:
    table = Table("request", "outcome", "task", "from", "why", box=None, pad_edge=False)
    for item, answer in zip(items, answers, strict=True):
        cells = (item.request.prompt[:_SHOWN], answer["outcome"], answer["task"] or "")
        table.add_row(*map(visible, (*cells, answer.get("source", ""), answer.get("reason", ""))))
    return table
