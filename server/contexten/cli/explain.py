"""`contexten explain`: tell in words what code does."""

from __future__ import annotations

from typing import Any

import click

from contexten.cli.errors import shown_errors
from contexten.cli.wish import Given, asking_options, instruction_option, place_argument, problem_option, run_wish
from contexten.workspace.target import Intent


@click.command("explain")
@place_argument
@instruction_option("What you want to know.")
@problem_option("What a compiler or linter says of this line; may be given several times.")
@asking_options
@shown_errors
def command(**given: Any) -> None:  # noqa: ANN401 - the options of `Given`
    """Tell what the selected lines (PATH:FIRST-LAST) do, else the definition around the line. Nothing is changed.

    Without a model it tells what the index knows.
    """
    run_wish(Given(**given), Intent.EXPLAIN)
