"""`contexten completion`: what a shell needs to complete commands, options and files."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from contexten.cli.errors import shown_errors
from contexten.errors import ClientError

_VARIABLE = "_CONTEXTEN_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@shown_errors
def command(*, shell: str) -> None:
    """Print the completion of SHELL.

    bash: eval "$(contexten completion bash)" in ~/.bashrc (bash 4.4 or later). zsh: the same with zsh in ~/.zshrc,
    after compinit. fish: contexten completion fish > ~/.config/fish/completions/contexten.fish
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise ClientError(f"There is no completion for '{shell}'.")
    click.echo(kind(click.get_current_context().find_root().command, {}, "contexten", _VARIABLE).source())
