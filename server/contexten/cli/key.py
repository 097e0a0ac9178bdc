"""`contexten key`: keep the key of an endpoint, bound to its origin, in the system's keyring or in a file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from contexten.cli.errors import shown_errors
from contexten.cli.render import stdout
from contexten.llm.endpoints import parse_origin
from contexten.llm.keyfile import key_file
from contexten.llm.keys import delete_key, store_key

if TYPE_CHECKING:
    from contexten.llm.endpoints import Origin


@click.group("key")
def command() -> None:
    """Keep the key of an endpoint in the system's keyring or in a file; it is sent to that endpoint's origin only."""


@command.command("set")
@click.argument("base_url")
@click.option(
    "--file", "in_file", is_flag=True, help="Keep it in a file that only you can read, for a system without a keyring."
)
@shown_errors
def set_key(*, base_url: str, in_file: bool) -> None:
    """Ask for the key of BASE_URL and keep it."""
    origin = parse_origin(base_url)
    store_key(origin, _asked_key(origin), in_file=in_file)
    place = str(key_file()) if in_file else "the keyring"
    stdout().print(f"The key for {origin} is kept in {place}.")


@command.command("delete")
@click.argument("base_url")
@shown_errors
def delete(*, base_url: str) -> None:
    """Forget the key of BASE_URL."""
    origin = parse_origin(base_url)
    forgotten = delete_key(origin)
    state = "is forgotten" if forgotten else "was in neither the keyring nor the key file"
    stdout().print(f"The key for {origin} {state}.")


def _asked_key(origin: Origin) -> str:
    """From the terminal, unseen; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    return click.prompt(f"Key for {origin}", hide_input=True, err=True)
