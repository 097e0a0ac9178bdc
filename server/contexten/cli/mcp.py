"""`contexten mcp`: the tools for coding agents."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contexten.cli.desk import desk_of
from contexten.cli.errors import shown_errors
from contexten.cli.session import root_of
from contexten.errors import ConfigError
from contexten.trace import log_to_stderr

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from contexten.mcp.desk import Desk


@click.command("mcp")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="warning",
    show_default=True,
)
@shown_errors
def command(*, folder: Path | None, log_level: str) -> None:
    """Serve a coding agent on FOLDER over standard input and output, as an MCP server.

    Without FOLDER: the project that the current folder belongs to. Where an editor runs Contexten on the same folder,
    its unsaved text is seen, and edits are made in it.
    """
    try:
        from contexten.mcp.server import serve_stdio
    except ImportError:
        raise ConfigError("The package 'mcp' is missing: run pip install '.[mcp]' in Contexten's own folder.") from None
    log_to_stderr(log_level)
    root = os.path.abspath(folder or root_of(Path.cwd()))  # noqa: PTH100 - resolve() would follow links
    asyncio.run(_serve(root, serve_stdio))


async def _serve(root: str, serve: Callable[[Desk], Awaitable[None]]) -> None:
    desk = desk_of(root)
    warming = asyncio.ensure_future(_warm(desk))
    try:
        await serve(desk)
    finally:
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)
        await desk.aclose()


async def _warm(desk: Desk) -> None:
    """Read the workspace before the first question, where no editor has done so."""
    door = await desk.door()
    if door.seen == "disk":
        await door.run("contexten.symbols", {"name": "contexten"}, lambda _message, _percentage: None)
