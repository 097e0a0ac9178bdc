"""`contexten fix`: make an error or a warning go away."""

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
    problem_option,
    run_wish,
)
from contexten.workspace.target import Intent


@click.command("fix")
@place_argument
@instruction_option("What is wrong, or how to mend it.")
@problem_option("What a compiler or linter says of this line; may be given several times.")
@editing_options
@asking_options
@shown_errors
def command(**given: Any) -> None:  # noqa: ANN401 - the options of `Given`
    """Change the code at a place so that a problem goes away: name the problem, or say it in the instruction."""
    run_wish(Given(**given), Intent.FIX)
