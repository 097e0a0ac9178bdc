"""`contexten generate`: write code at a place, shown as a diff or written to the file."""

from __future__ import annotations

from typing import Any

import click

from contexten.cli.errors import shown_errors
from contexten.cli.wish import (
    Given,
    asking_options,
    editing_options,
    instruction_option,
    place_argument,
    run_wish,
)
from contexten.workspace.target import Intent

_INTENTS = [intent.value for intent in Intent if intent is not Intent.EXPLAIN]


@click.command("generate")
@place_argument
@instruction_option("What to write, in your words.")
@click.option("--intent", type=click.Choice(_INTENTS), help="Default: what the place suggests.")
@editing_options
@asking_options
@shown_errors
def command(*, intent: str | None, **given: Any) -> None:  # noqa: ANN401 - the options of `Given`
    """Write code at a place of your project: its unfinished function, its marker comment, or your instruction."""
    run_wish(Given(**given), Intent(intent) if intent else None)
