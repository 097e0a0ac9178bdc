"""`contexten serve`: the language server."""

from __future__ import annotations

import click

from contexten.trace import log_to_stderr


@click.command("serve")
@click.option(
    "--stdio",
    is_flag=True,
    help="Speak over standard input and output; this is the only way and the default.",
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="warning",
    show_default=True,
)
def command(*, stdio: bool, log_level: str) -> None:
    """Serve an editor over standard input and output."""
    del stdio
    log_to_stderr(log_level)
    from contexten.lsp.serve import serve_stdio

    raise SystemExit(serve_stdio())
