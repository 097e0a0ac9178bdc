"""A group of subcommands one of which is meant where none is named."""

from __future__ import annotations

from typing import Any

import click


class GroupWithDefault(click.Group):
    """Takes what follows for the arguments of `default` where it names no subcommand."""

    def __init__(self, *args: Any, default: str, **more: Any) -> None:  # noqa: ANN401 - those of the base class
        super().__init__(*args, **more)
        self._default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default in front where no subcommand is named."""
        if ctx.resilient_parsing and not args:
            # A shell wants to complete the subcommand.
            return super().parse_args(ctx, args)
        named = next((argument for argument in args if not argument.startswith("-")), "")
        if named not in self.commands and not {"-h", "--help"} & set(args):
            args = [self._default, *args]
        return super().parse_args(ctx, args)
