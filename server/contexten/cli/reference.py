"""The reference pages in `docs/reference/`, made from the tables in the code.

To refresh them: `python -m contexten.cli.reference docs/reference`. A test says so when they are stale.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
import types
import typing
from itertools import pairwise
from pathlib import Path

import click
import msgspec

from contexten.cli.errors import Exit
from contexten.cli.main import main
from contexten.cli.tools_page import tools_page
from contexten.context.weights import HINTS, Source
from contexten.extensions.codegen.settings import SETTINGS, Setting
from contexten.ide.reference import markdown as actions_page
from contexten.lsp.commands.table import COMMANDS

_NOTE = "Made by `python -m contexten.cli.reference docs/reference`; do not edit it by hand."


def pages() -> dict[str, str]:
    """The text of each page, by file name."""
    return {
        "actions.md": actions_page(),
        "cli.md": _cli_page(),
        "commands.md": _commands_page(),
        "mcp.md": tools_page(),
        "settings.md": _settings_page(),
        "sources.md": _sources_page(),
    }


def _settings_page() -> str:
    rows = "\n".join(_setting_row(setting) for setting in SETTINGS)
    return (
        f"# Settings\n\n{_NOTE}\n\n"
        "One shape everywhere: as `initializationOptions`, as the section `contexten` of `workspace/configuration`, or "
        'pushed by `workspace/didChangeConfiguration`; nested (`{"model": {"name": …}}`) or dotted. An unknown or '
        "impossible setting is told of once and the default is used. Keys are never settings: they come from the "
        "environment, the keyring or a file of yours ([security](../security.md)).\n\n"
        f"| setting | default | meaning |\n|---|---|---|\n{rows}\n\n"
        "In the environment: `CONTEXTEN_MODEL` and `CONTEXTEN_BASE_URL` fill in what the settings leave open; "
        "`CONTEXTEN_CACHE_DIR` is where the index, the answers and the tasks are kept. `CONTEXTEN_TEAM_CACHE_URL` and "
        "`CONTEXTEN_TEAM_CACHE_SECRET` are for a team's shared answers ([caching](../caching.md)). A key is read from "
        "`OPENAI_API_KEY`, `AZURE_OPENAI_API_KEY` or `OPENROUTER_API_KEY` for those services only, and from "
        "`CONTEXTEN_API_KEY` for the endpoint in `CONTEXTEN_BASE_URL`. `CONTEXTEN_AGENTS` names local agents, one "
        "`NAME=COMMAND` on a line, and `CONTEXTEN_AGENT_VARIABLES` the variables that they are given, with blanks "
        "between ([agents](../agents.md)).\n"
    )


def _setting_row(setting: Setting) -> str:
    default = f"`{list(setting.default)}`" if isinstance(setting.default, tuple) else f"`{setting.default!r}`"
    notes = [setting.doc]
    if setting.choices:
        notes.append("One of " + ", ".join(f"`{choice}`" for choice in setting.choices) + ".")
    if setting.minimum is not None:
        notes.append(f"At least {setting.minimum:g}.")
    if setting.maximum is not None:
        notes.append(f"At most {setting.maximum:g}.")
    if setting.restricted:
        notes.append("Not taken from an untrusted workspace.")
    shown = {"`True`": "`true`", "`False`": "`false`"}.get(default, default.replace("'", '"'))
    return f"| `contexten.{setting.key}` | {shown} | {' '.join(notes)} |"


def _commands_page() -> str:
    rows = [f"| `{command.name}` | {command.summary} | {_link(command.arguments)} |" for command in COMMANDS]
    parts = [_arguments(kind) for kind in dict.fromkeys(command.arguments for command in COMMANDS)]
    return (
        f"# Commands\n\n{_NOTE}\n\n"
        "For `workspace/executeCommand`, with one JSON object as the only argument. An unknown key is an error that "
        "names it. Positions count as in the protocol, in the encoding that was negotiated.\n\n"
        "A result is an object with `task` (an id, or null), `outcome` (`applied`, `proposed`, `previewed`, `refused`, "
        "`stale`, `failed`, `ready`: kept but not applied, `unknown`: the editor did not answer), and where they apply "
        "`reason`, `edit` (a WorkspaceEdit), `usage`, `context`.\n\n"
        "| command | what it does | argument |\n|---|---|---|\n" + "\n".join(rows) + "\n\n" + "\n".join(parts)
    )


def _link(kind: type[msgspec.Struct]) -> str:
    return f"[{kind.__name__}](#{kind.__name__.lower()})"


def _arguments(kind: type[msgspec.Struct]) -> str:
    docs = field_docs(kind)
    lines = [f"## {kind.__name__}", "", inspect.getdoc(kind) or "", ""]
    fields = msgspec.structs.fields(kind)
    if fields:
        lines += ["| key | type | default | meaning |", "|---|---|---|---|"]
    for field in fields:
        default = "required" if field.required else f"`{msgspec.json.encode(field.default).decode()}`"
        lines.append(f"| `{field.encode_name}` | {_type_name(field.type)} | {default} | {docs.get(field.name, '')} |")
    return "\n".join([*lines, ""])


def _type_name(kind: object) -> str:
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        return _type_name(typing.get_args(kind)[0])
    if origin is typing.Literal:
        return " or ".join(map(repr, typing.get_args(kind)))
    if origin in {types.UnionType, typing.Union}:
        return " or ".join(_type_name(part) for part in typing.get_args(kind))
    if origin is tuple:
        return f"list of {_type_name(typing.get_args(kind)[0])}"
    names = {str: "text", int: "whole number", bool: "true or false", types.NoneType: "null"}
    return names.get(kind, "") or getattr(kind, "__name__", str(kind)) if isinstance(kind, type) else str(kind)


def field_docs(kind: type) -> dict[str, str]:
    """The text that stands under each field of a class, or of one that it extends."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.startswith("contexten."):
            found |= _own_docs(base)
    return found


def _own_docs(kind: type) -> dict[str, str]:
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    found: dict[str, str] = {}
    name = ""
    for statement in body.body if isinstance(body, ast.ClassDef) else ():
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                pass
            case ast.Expr(value=ast.Constant(value=str(text))) if name:
                found[name] = " ".join(text.split())
            case _:
                name = ""
    return found


def _cli_page() -> str:
    context = click.Context(main, info_name="contexten", **main.context_settings)
    codes = "\n".join(f"| {code.value} | {_CODES[code]} |" for code in Exit)
    parts = [f"# Command line\n\n{_NOTE}\n\nResults go to standard output, all else to standard error.\n"]
    parts.append(f"| exit code | meaning |\n|---|---|\n{codes}\n")
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        if command is not None:
            parts.append(f"## contexten {name}\n\n```text\n{_help(command, context, name)}\n```\n")
            parts += _inner_help(command, context, name)
    return "\n".join(parts)


def _inner_help(command: click.Command, parent: click.Context, name: str) -> list[str]:
    """The same for the commands of a command."""
    if not isinstance(command, click.Group):
        return []
    with click.Context(command, info_name=name, parent=parent) as context:
        inner = ((each, command.get_command(context, each)) for each in command.list_commands(context))
        return [
            f"### contexten {name} {each}\n\n```text\n{_help(found, context, each)}\n```\n"
            for each, found in inner
            if found is not None
        ]


def _sources_page() -> str:
    docs = _member_docs(Source)
    rows = "\n".join(
        f"| {source.value} | {docs.get(source.name, '')} | {'hint' if source in HINTS else 'link'} |"
        for source in Source
    )
    return (
        f"# Sources of candidates\n\n{_NOTE}\n\n"
        "Where a candidate comes from, in the order in which the code names them; [context.md](../context.md) tells "
        "what becomes of it. A *link* leads from the target to the symbol, and a person is told of it first. A *hint* "
        f"makes a symbol likely without one.\n\n| source | meaning | kind |\n|---|---|---|\n{rows}\n"
    )


def _member_docs(kind: type) -> dict[str, str]:
    """The text that stands under each member of an enumeration."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    statements = body.body if isinstance(body, ast.ClassDef) else []
    found: dict[str, str] = {}
    for member, text in pairwise(statements):
        match member, text:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(words))):
                found[name] = " ".join(words.split())
            case _:
                pass
    return found


def _help(command: click.Command, parent: click.Context, name: str) -> str:
    with click.Context(command, info_name=name, parent=parent, terminal_width=100) as context:
        return command.get_help(context).rstrip()


_CODES = {
    Exit.DONE: "done",
    Exit.NO_EDIT: "no edit: refused, or nothing to do; of `doctor`: something does not work",
    Exit.WRONG_REQUEST: "the request is wrong: usage, path, place",
    Exit.OUTSIDE_FAILED: "something outside failed: model, network, disk",
    Exit.INTERRUPTED: "interrupted by Ctrl-C",
}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for file_name, text in pages().items():
        (folder / file_name).write_text(text, encoding="utf-8")
