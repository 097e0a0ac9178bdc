"""`contexten status`: what is configured, what is kept, and what was spent today."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from contexten.cli.errors import shown_errors
from contexten.cli.render import stdout
from contexten.extensions.codegen import CodegenAutogenIntegration

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command("status")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
@shown_errors
def command(*, folder: Path, as_json: bool) -> None:
    """Show what is configured for FOLDER, what is kept, and what was spent today; asks no model."""
    found = asyncio.run(_status(folder))
    if as_json:
        click.echo(json.dumps(found))
        return
    console = stdout()
    console.print(_parts(found["ready"]))
    if kept := _kept(found["cache"]):
        console.print(kept)
    today = found["performance"]["today"]
    console.print(_spent(today) if today else "No model was asked today.")


async def _status(folder: Path) -> dict[str, Any]:
    integration = CodegenAutogenIntegration.from_env(root=folder)
    try:
        ready = await integration.initialize()
        return {"ready": ready.described(), **await integration.status()}
    finally:
        await integration.aclose()


def _parts(parts: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(
        title="Configured", title_justify="left", title_style="bold", pad_edge=False, box=None, show_header=False
    )
    for name, part in parts.items():
        table.add_row(name, "ready" if part["ready"] else "off", str(part["detail"]))
    return table


def _kept(cache: Mapping[str, Any]) -> str:
    """What lies on disk; the other figures of the cache are of this process, which has just begun."""
    disk, team = cache["disk"], cache["team"]
    shared = f"Team: {team['server']} {team['reason']}" if team["used"] else team["reason"]
    # That nothing can be kept on disk stands in the row of the cache.
    kept = "" if cache["degraded"] else f"Kept on disk: {disk['entries']} answers, {disk['bytes'] / 1e6:.1f} MB."
    return " ".join(filter(None, (kept, shared))).rstrip()


def _spent(today: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(title="Today", title_justify="left", title_style="bold", header_style="dim", pad_edge=False, box=None)
    for column in ("model", "calls", "from cache", "prompt tokens", "answer tokens", "US dollars"):
        table.add_column(column, justify="left" if column == "model" else "right")
    for model, spent in today.items():
        money = f"{spent['dollars']:.4f}" if not spent["unpriced"] else "no price is set"
        cells = (spent["calls"], spent["cached"], spent["promptTokens"], spent["completionTokens"])
        table.add_row(model, *map(str, cells), money)
    return table
