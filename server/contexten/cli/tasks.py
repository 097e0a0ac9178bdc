"""`contexten tasks`: the results that wait to be applied, of the editor's runs and of those on the command line."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from contexten.cli.errors import Exit, complain, shown_errors
from contexten.cli.group import GroupWithDefault
from contexten.cli.render import Listing, coloured_diff, plan_diff, stdout, write_out
from contexten.cli.session import open_store, root_of
from contexten.cli.write import rebased_plan, write_plan
from contexten.errors import ClientError
from contexten.extensions.codegen.tasks import Task, Tasks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contexten.edits.model import EditPlan
    from contexten.store.store import Store

_DEFAULT = "list"


def _known(_context: click.Context, _argument: click.Parameter, incomplete: str) -> list[CompletionItem]:
    with open_store() as store:
        return [
            CompletionItem(task.id, help=task.title) for task in Tasks(store).all() if task.id.startswith(incomplete)
        ]


_json = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")


@click.group("tasks", cls=GroupWithDefault, default=_DEFAULT)
def command() -> None:
    """See, apply and discard results that wait: of an editor's runs, and of those on the command line.

    `contexten tasks` is short for `contexten tasks list`. A run on the command line itself ends with Ctrl-C.
    """


@command.command(_DEFAULT)
@_json
@shown_errors
def list_tasks(*, as_json: bool) -> None:
    """List all results that wait, oldest first."""
    with open_store() as store:
        found = [_described(task) for task in Tasks(store).all()]
    if as_json:
        click.echo(json.dumps({"tasks": found}))
        return
    stdout().print(_table(found) if found else "No result waits.")


@command.command("show")
@click.argument("task", shell_complete=_known)
@click.option("--diff", "diff_only", is_flag=True, help="Print the diff and nothing else on standard output.")
@_json
@shown_errors
def show(*, task: str, diff_only: bool, as_json: bool) -> None:
    """Show the result of TASK as a diff."""
    with open_store() as store:
        found = _task(store, task)
    diff = _diff(found)
    if as_json:
        click.echo(json.dumps({"tasks": [_described(found) | {"diff": diff}]}))
    elif diff_only:
        write_out(diff)
    else:
        stdout().print(f"{found.title} ({found.state.value}{f': {found.reason}' if found.reason else ''})")
        stdout().print(coloured_diff(diff), soft_wrap=True, end="")


@command.command("apply", short_help="Write the result of TASK into its files.")
@click.argument("task", shell_complete=_known)
@_json
@shown_errors
def apply(*, task: str, as_json: bool) -> None:
    """Write the result of TASK into its files; what was typed there meanwhile stays."""
    with open_store() as store:
        found = _task(store, task)
        plan = rebased_plan(_plan(found))
        write_plan(plan, [str(root_of(Path(found.path)))])
        store.tasks.delete(found.id)
    paths = [file.path for file in plan.files]
    if as_json:
        click.echo(json.dumps({"task": found.id, "outcome": "applied", "files": paths}))
    else:
        stdout().print(f"Written: {', '.join(paths)}")


@command.command("discard")
@click.argument("task", nargs=-1, required=True, shell_complete=_known)
@_json
@shown_errors
def discard(*, task: tuple[str, ...], as_json: bool) -> None:
    """Forget each TASK and its result."""
    with open_store() as store:
        tasks = Tasks(store)
        known = [name for name in task if tasks.discard(name)]
    unknown = [name for name in task if name not in known]
    if as_json:
        click.echo(json.dumps({"discarded": known, "unknown": unknown}))
    elif known:
        stdout().print(f"Forgotten: {', '.join(known)}")
    if unknown:
        complain(f"There is no task {', '.join(unknown)}; 'contexten tasks' lists them.")
        sys.exit(Exit.WRONG_REQUEST)


def _task(store: Store, name: str) -> Task:
    found = Tasks(store).get(name)
    if found is None:
        raise ClientError(f"There is no task {name}; 'contexten tasks' lists them.")
    return found


def _plan(task: Task) -> EditPlan:
    if task.plan is None or task.plan.is_empty:
        raise ClientError("This task has no result; 'contexten tasks discard' forgets it.")
    return task.plan


def _diff(task: Task) -> str:
    root = root_of(Path(task.path))
    files = task.plan.files if task.plan is not None else ()
    paths = [path for file in files for path in (file.path, file.target)]
    names = {path: str(Path(path).relative_to(root)) for path in paths if Path(path).is_relative_to(root)}
    return "" if task.plan is None else plan_diff(task.plan, names)


def _described(task: Task) -> dict[str, Any]:
    """As `contexten.tasks` answers, with paths for URIs."""
    return {
        "id": task.id,
        "title": task.title,
        "path": task.path,
        "state": task.state.value,
        "created": task.created,
        "reason": task.reason,
        "source": task.source,
        "files": [file.path for file in task.plan.files] if task.plan is not None else [],
    }


def _table(found: list[dict[str, Any]]) -> Listing:
    return Listing("", ("task", "state", "made", "what", "from", "file"), tuple(map(_row, found)))


def _row(task: Mapping[str, Any]) -> tuple[str, ...]:
    made = datetime.fromtimestamp(task["created"], UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    return task["id"], task["state"], made, task["title"], task["source"], task["path"]
