"""`contexten key`: keep the key of an endpoint in the system's keyring, bound to that endpoint's origin."""

from __future__ import annotations

import click

from contexten.cli.errors import shown_errors
from contexten.cli.render import stdout
from contexten.llm.endpoints import parse_origin
from contexten.llm.keys import delete_key, store_key


@click.group("key")
def command() -> None:
    """Keep the key of an endpoint in the system's keyring; it is sent to that endpoint's origin only."""


@command.command("set")
@click.argument("base_url")
@shown_errors
def set_key(*, base_url: str) -> None:
    """Ask for the key of BASE_URL and keep it."""
    origin = parse_origin(base_url)
    store_key(origin, click.prompt(f"Key for {origin}", hide_input=True, err=True))
    stdout().print(f"The key for {origin} is kept in the keyring.")


@command.command("delete")
@click.argument("base_url")
@shown_errors
def delete(*, base_url: str) -> None:
    """Forget the key of BASE_URL."""
    origin = parse_origin(base_url)
    delete_key(origin)
    stdout().print(f"The key for {origin} is forgotten.")
