"""The command line: a twin of every command.

Results go to stdout, all else to stderr. Exit codes: 0 done; 1 no edit (refused, stale, or nothing to do); 2 the
request is wrong (usage, path, place); 3 something outside failed (model, network, disk); 130 interrupted.
"""

from __future__ import annotations

import importlib
import sys

import click
from click.shell_completion import CompletionItem

from contexten import __version__

_COMMANDS = (
    "serve",
    "demo",
    "generate",
    "refactor",
    "fix",
    "document",
    "test",
    "explain",
    "context",
    "symbols",
    "module",
    "batch",
    "tasks",
    "agent",
    "index",
    "cache",
    "status",
    "schema",
    "mcp",
    "key",
    "doctor",
    "completion",
)
"""In the order of the help page; each is a module here with a click command of the same name."""


class _LazyGroup(click.Group):
    """Imports a command's module only when it is asked for: `serve` must start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in their order."""
        del ctx
        return list(_COMMANDS)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names that fit, without importing what they stand for: a person waits for them."""
        names = [CompletionItem(name) for name in _COMMANDS if name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"contexten.cli.{cmd_name}")
        return getattr(module, "command")  # noqa: B009 - the module is only known by name


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="contexten")
def main() -> None:
    """Write code with the whole codebase in view: a language server and its twin on the command line."""


if __name__ == "__main__":
    sys.exit(main())
