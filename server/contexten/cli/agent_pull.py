"""What `contexten agent pull` shows and writes."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from contexten.cli.errors import Exit, complain
from contexten.cli.render import coloured_diff, stderr, stdout, write_out
from contexten.cli.write import write_plan
from contexten.edits.model import EditPlan
from contexten.extensions.codegen.current import Conflicted, files_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contexten.extensions.codegen.agent_results import Pulled


def show_pulled(pulled: Pulled, *, write: bool, diff_only: bool, as_json: bool) -> None:
    """Show what a run changed on the files as they are now, and with `write` write it; ends the program on a conflict.

    Raises ClientError and DiskError where the files cannot be written.
    """
    files = files_on(pulled.snapshot, pulled.plan)
    if isinstance(files, Conflicted):
        complain(f"{files.reason} Nothing is written.")
        sys.exit(Exit.NO_EDIT)
    now = replace(pulled, plan=EditPlan(files))
    diff = now.diff
    if write:
        write_plan(now.plan, pulled.snapshot.roots)
    told = now.described() | {"outcome": "applied" if write else "proposed"}
    if as_json:
        click.echo(json.dumps(told | {"diff": diff}))
    elif diff_only:
        write_out(diff)
    else:
        stdout().print(coloured_diff(diff), soft_wrap=True, end="")
    if not as_json:
        _tell(told)


def _tell(told: Mapping[str, Any]) -> None:
    console = stderr()
    for note in told["notes"]:
        console.print(note)
    for one in told["leftOut"]:
        console.print(f"Left out: {one['path']}: {one['reason']}.")
    count = len(told["files"])
    done = "written" if told["outcome"] == "applied" else "shown; --apply writes them"
    console.print(f"{count} {'file' if count == 1 else 'files'} {done}. From: {told['source']}.")
