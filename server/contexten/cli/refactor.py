"""`contexten refactor`: rewrite code as you say."""

from __future__ import annotations

from typing import Any

import click

from contexten.cli.errors import shown_errors
from contexten.cli.wish import Given, asking_options, editing_options, instruction_option, place_argument, run_wish
from contexten.workspace.target import Intent


@click.command("refactor")
@place_argument
@instruction_option("How to rewrite it.")
@editing_options
@asking_options
@shown_errors
def command(**given: Any) -> None:  # noqa: ANN401 - the options of `Given`
    """Rewrite the selected lines (PATH:FIRST-LAST), else the function around the line."""
    run_wish(Given(**given), Intent.REWRITE)
