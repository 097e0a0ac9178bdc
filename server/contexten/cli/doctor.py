"""`contexten doctor`: whether everything that Contexten needs is there and works, and what to do where it does not."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from contexten.cli import checks
from contexten.cli.errors import Exit, shown_errors
from contexten.cli.finding import Finding, State
from contexten.cli.progress import counted
from contexten.cli.render import stdout
from contexten.cli.session import open_store, root_of
from contexten.errors import ConfigError, ModelError
from contexten.extensions.codegen import CodegenAutogenConfig, CodegenAutogenIntegration
from contexten.extensions.codegen.providers import NoModel
from contexten.llm.endpoints import parse_origin
from contexten.llm.keys import find_key, variable_for
from contexten.llm.protocol import Deadlines, Message, ModelRequest, Speaker
from contexten.store.folder import default_folder
from contexten.trace import visible
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from contexten.llm.protocol import Provider
    from contexten.store.store import Store

_ANSWERS = "model answers"
_PARTS = ("model", "agent", "draft", _ANSWERS)
_NAMES = (
    "python",
    "packages",
    "grammars",
    "cache",
    "settings",
    "key",
    "model",
    "agent",
    "draft",
    "network",
    "git",
    "workspace",
    "editors",
)
_SIGNS = {State.OK: "ok", State.NOTE: "note", State.BAD: "BAD"}
_STYLES = {State.OK: "green", State.NOTE: "yellow", State.BAD: "bold red"}
_QUESTION = ModelRequest(
    (Message(Speaker.USER, "Answer with the word yes."),), max_tokens=16, deadlines=Deadlines(total=60.0)
)


@click.command("doctor")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path())
@click.option("--online", is_flag=True, help="Also ask the model one short question; this may cost a few tokens.")
@click.option(
    "--only", multiple=True, type=click.Choice(_NAMES), help="Look at this alone; may be given several times."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@shown_errors
def command(*, folder: Path, online: bool, only: tuple[str, ...], as_json: bool) -> None:
    """Look at all that Contexten needs in FOLDER, and say what to do where something is missing.

    Ends with 1 where something does not work. A model, an agent or an editor that is not there is no fault.
    """
    wanted = frozenset((*only, _ANSWERS)) if online and only else frozenset(only)
    with open_store() as store:
        found = list(_findings(_looks(store, root_of(folder.absolute()), online=online), wanted))
    if as_json:
        click.echo(json.dumps({"ok": not _is_bad(found), "findings": [item.described() for item in found]}))
    else:
        _print(found)
    sys.exit(Exit.NO_EDIT if _is_bad(found) else Exit.DONE)


@dataclass(frozen=True, slots=True)
class _Look:
    """One step, and the names of what it finds."""

    names: tuple[str, ...]
    run: Callable[[], Iterable[Finding]]


def _looks(store: Store, root: Path, *, online: bool) -> list[_Look]:
    """The steps, in order."""
    return [
        _Look(("python",), lambda: [checks.python()]),
        _Look(("packages",), lambda: [checks.packages()]),
        _Look(("grammars",), lambda: [checks.grammars()]),
        _Look(("cache",), lambda: [checks.cache(store, default_folder())]),
        _Look(("settings",), lambda: [_settings()]),
        _Look(("key",), lambda: [_key()]),
        _Look(_PARTS, lambda: asyncio.run(_parts(store, root, online=online))),
        _Look(("network",), lambda: [checks.network(os.environ)]),
        _Look(("git",), lambda: [checks.git(root)]),
        _Look(("workspace",), lambda: [_workspace(store, root)]),
        _Look(("editors",), lambda: [checks.editors()]),
    ]


def _findings(looks: Sequence[_Look], only: AbstractSet[str]) -> Iterable[Finding]:
    wanted = [look for look in looks if not only or not only.isdisjoint(look.names)]
    with counted("Looking") as bar:
        for number, look in enumerate(wanted):
            bar(number, len(wanted))
            yield from (item for item in look.run() if not only or item.name in only)


def _settings() -> Finding:
    try:
        return checks.settings(os.environ)
    except ConfigError as error:
        return Finding("settings", State.BAD, str(error), "Mend the variable; nothing that needs it works until then.")


def _key() -> Finding:
    """Whether there is a key for the model's endpoint, and where it comes from."""
    try:
        config = CodegenAutogenConfig.from_env()
        origin = parse_origin(config.model_base_url)
        key = find_key(origin)
    except ConfigError as error:
        return Finding("key", State.BAD, str(error))
    facts = {"origin": str(origin), "source": key.source if key else ""}
    if key is not None:
        return Finding("key", State.OK, f"for {origin}, from {key.source}", facts=facts)
    if origin.is_loopback:
        return Finding("key", State.OK, f"none is needed for {origin}", facts=facts)
    step = f"Set {variable_for(origin)}, or run 'contexten key set {config.model_base_url}'."
    state = State.BAD if config.has_model else State.NOTE
    return Finding("key", state, f"there is none for {origin}", step if config.has_model else "", facts)


async def _parts(store: Store, root: Path, *, online: bool) -> list[Finding]:
    """What `contexten status` calls ready or not, and with `online` whether the model answers."""
    try:
        config = CodegenAutogenConfig.from_env()
    except ConfigError:
        # Told by the settings already.
        return []
    integration = CodegenAutogenIntegration(config, store=store, root=root)
    try:
        ready = await integration.initialize()
        found = [
            Finding(part.name, State.OK if part.ready else State.NOTE, part.detail)
            for part in ready.parts
            if part.name in _PARTS
        ]
        model = await integration.model()
        return [*found, *([await _answering(model)] if online else [])]
    finally:
        await integration.aclose()


async def _answering(model: Provider | NoModel) -> Finding:
    if isinstance(model, NoModel):
        return Finding(_ANSWERS, State.BAD, "no model could be asked", model.reason)
    started = time.perf_counter()
    try:
        await model.ready()
        async for _ in model.stream(_QUESTION):
            break
    except ModelError as error:
        return Finding(_ANSWERS, State.BAD, str(error), "See docs/troubleshooting.md.")
    seconds = time.perf_counter() - started
    return Finding(
        "model answers",
        State.OK,
        f"{model.name}, first sign after {seconds:.1f} s",
        facts={"seconds": round(seconds, 2)},
    )


def _workspace(store: Store, root: Path) -> Finding:
    """The folder and its index, which is brought up to date for it."""
    workspace = Workspace([str(root)], store)
    report = workspace.scan()
    skipped = dict(report.skipped)
    facts = {
        "root": str(root),
        "files": report.files,
        "symbols": report.symbols,
        "parsed": report.parsed,
        "seconds": round(report.seconds, 2),
        "skipped": skipped,
    }
    detail = (
        f"{root}: {report.files} files, {report.symbols} symbols, {report.parsed} parsed now, {report.seconds:.1f} s"
    )
    if not report.files:
        return Finding("workspace", State.NOTE, detail, "No file here is in a language that is read.", facts)
    left = f", {len(skipped)} files left out (--json names them)" if skipped else ""
    return Finding("workspace", State.OK, detail + left, facts=facts)


def _is_bad(found: Iterable[Finding]) -> bool:
    return any(item.state is State.BAD for item in found)


def _print(found: Iterable[Finding]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    for item in found:
        detail = f"{item.detail}\n→ {item.step}" if item.step else item.detail
        table.add_row(Text(_SIGNS[item.state], style=_STYLES[item.state]), item.name, Text(visible(detail)))
    stdout().print(table)
