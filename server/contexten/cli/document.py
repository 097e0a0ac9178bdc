"""`contexten document`: write the documentation of a definition."""

from __future__ import annotations

from typing import Any

import click

from contexten.cli.errors import shown_errors
from contexten.cli.wish import Given, asking_options, editing_options, instruction_option, place_argument, run_wish
from contexten.workspace.target import Intent


@click.command("document")
@place_argument
@instruction_option("What it should say.")
@editing_options
@asking_options
@shown_errors
def command(**given: Any) -> None:  # noqa: ANN401 - the options of `Given`
    """Write the doc text of the function, method or type around a line."""
    run_wish(Given(**given), Intent.DOCUMENT)
