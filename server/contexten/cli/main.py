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
from contexten.cli.errors import Exit, complain

_COMMANDS = {
    "serve": "Serve an editor over standard input and output.",
    "demo": "See the server at work on a small sample project.",
    "generate": "Write code at a place: what is unfinished, or what you say.",
    "refactor": "Rewrite the selected lines or a function.",
    "fix": "Make a problem go away.",
    "document": "Write the doc text of a function, method or type.",
    "test": "Write a test of a function, method or type.",
    "explain": "Tell what code does; nothing is changed.",
    "context": "Show what a model would read for a place, and why.",
    "symbols": "Ask the index about a name: where, who uses it, who calls it.",
    "module": "Write a new file.",
    "batch": "Carry out many requests, one a line.",
    "tasks": "See, apply and discard results that wait.",
    "agent": "Give long tasks to an agent, and look after its runs.",
    "index": "Make the index of a folder, hand it to others, take theirs.",
    "cache": "See and forget the answers and facts that are kept.",
    "status": "Show what is configured, what is kept, what was spent today.",
    "schema": "Print the JSON Schema of each command.",
    "mcp": "Serve a coding agent as an MCP server.",
    "key": "Keep the key of an endpoint.",
    "doctor": "Look at all that is needed, and say what to do.",
    "completion": "Print the completion of a shell.",
}
"""In the order of the help page, with its line there; each is a module here with a click command of the same name."""


class _LazyGroup(click.Group):
    """Imports a command's module only when it is asked for: `serve` must start fast."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The lines of all commands, whole and without importing what they stand for."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; Ctrl-C ends it with our exit code from the moment its import begins."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            complain("Interrupted.")
            ctx.exit(Exit.INTERRUPTED)

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
