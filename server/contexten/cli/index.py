"""`contexten index`: make or refresh the index of a folder, hand it to others, take theirs."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contexten.cli.errors import shown_errors
from contexten.cli.group import GroupWithDefault
from contexten.cli.progress import counted
from contexten.cli.render import stdout
from contexten.cli.session import open_store
from contexten.errors import ClientError
from contexten.workspace.shared import Exported, Imported, export_index, import_index
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from contexten.store.store import Store
    from contexten.workspace.scan import ScanReport

_DEFAULT = "make"


@click.group("index", cls=GroupWithDefault, default=_DEFAULT)
def command() -> None:
    """Make the index of a folder, hand it to others, take theirs.

    `contexten index [FOLDER]` is short for `contexten index make [FOLDER]`.
    """


@command.command(_DEFAULT, short_help="Parse every file of FOLDER that changed.")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
@shown_errors
def make(*, folder: Path, as_json: bool) -> None:
    """Parse every file of FOLDER that changed since the last time, and keep the result."""
    root, started = _root(folder), time.perf_counter()
    with open_store() as store:
        workspace, _ = _scanned(root, store)
        view = workspace.snapshot().index
    seconds = round(time.perf_counter() - started, 2)
    if as_json:
        click.echo(json.dumps({"files": view.files, "symbols": view.symbols, "seconds": seconds}))
    else:
        stdout().print(f"{view.files} files, {view.symbols} symbols, {seconds} s")


@command.command("export", short_help="Write the index of FOLDER to FILE, for other copies.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
@shown_errors
def write(*, file: Path, folder: Path, as_json: bool) -> None:
    """Bring the index of FOLDER up to date and write it to FILE, for other copies of the folder on any machine.

    FILE holds names, headers and documentation of the code, by the content of each file. It holds no paths.
    """
    root = _root(folder)
    with open_store() as store:
        done = export_index(*_scanned(root, store), Path(os.path.abspath(file)))  # noqa: PTH100 - as in _root
    if as_json:
        click.echo(_json(done))
        return
    left = f", {done.left_out} left out" if done.left_out else ""
    stdout().print(f"{done.parts} texts, {done.bytes / 1e6:.1f} MB{left}")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
@shown_errors
def read(*, file: Path, as_json: bool) -> None:
    """Take over what FILE knows and this machine does not. Take it only from those whose code you would run."""
    with open_store() as store:
        done = import_index(store, file)
    if as_json:
        click.echo(_json(done))
    else:
        stdout().print(_told(done))


def _json(done: Exported | Imported) -> str:
    """Its fields, in camel case as everywhere."""
    return json.dumps(
        {re.sub("_(.)", lambda sign: sign[1].upper(), name): value for name, value in asdict(done).items()}
    )


def _told(done: Imported) -> str:
    skipped = {
        "damaged": done.damaged,
        "of another version": done.other_version,
        "not understood": done.foreign,
        "left out": done.left_out,
    }
    more = "".join(f", {count} {what}" for what, count in skipped.items() if count)
    return f"{done.added} texts added, {done.known} known already{more}"


def _root(folder: Path) -> str:
    root = os.path.abspath(folder)  # noqa: PTH100 - resolve() would follow links
    if not Path(root).is_dir():
        raise ClientError(f"There is no folder '{folder}'.")
    return root


def _scanned(root: str, store: Store) -> tuple[Workspace, ScanReport]:
    workspace = Workspace([root], store)
    with counted("Parsing") as bar:
        report = workspace.scan(bar)
    return workspace, report
