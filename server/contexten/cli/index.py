"""`contexten index`: make or refresh the index of a folder."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import click
from rich.progress import Progress, TaskID

from contexten.cli.errors import shown_errors
from contexten.cli.render import stderr, stdout
from contexten.errors import ClientError
from contexten.store.folder import default_folder
from contexten.store.store import Store
from contexten.workspace.workspace import Workspace


@click.command("index")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
@shown_errors
def command(*, folder: Path, as_json: bool) -> None:
    """Parse every file of FOLDER that changed since the last time, and keep the result."""
    root = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow links
    if not root.is_dir():
        raise ClientError(f"There is no folder '{folder}'.")
    store = Store.open(default_folder())
    started = time.perf_counter()
    try:
        workspace = Workspace([str(root)], store)
        console = stderr()
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            workspace.scan(_reporter(progress))
        view = workspace.snapshot().index
    finally:
        store.close()
    seconds = round(time.perf_counter() - started, 2)
    if as_json:
        click.echo(json.dumps({"files": view.files, "symbols": view.symbols, "seconds": seconds}))
    else:
        stdout().print(f"{view.files} files, {view.symbols} symbols, {seconds} s")


class _Reporter:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._task is None:
            self._task = self._progress.add_task("Parsing", total=total)
        self._progress.update(self._task, completed=done, total=total)


def _reporter(progress: Progress) -> _Reporter:
    return _Reporter(progress)
