"""`contexten schema`: every command as JSON Schema, for programs that call `workspace/executeCommand`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
import msgspec

from contexten import __version__
from contexten.cli.errors import shown_errors
from contexten.cli.reference import field_docs
from contexten.errors import ClientError
from contexten.lsp.commands import agent_results, answer, arguments, results
from contexten.lsp.commands.results import RESULTS
from contexten.lsp.commands.table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.lsp.commands.command import Command

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PREFIX = "contexten."


@click.command("schema")
@click.argument("name", metavar="[COMMAND]", default="")
@shown_errors
def command(*, name: str) -> None:
    """Print the JSON Schema of the arguments and the result of COMMAND, or of all commands.

    COMMAND is written with or without `contexten.` before it.
    """
    click.echo(json.dumps(schema_of(_chosen(name)), indent=2))


def schema_of(commands: Sequence[Command]) -> dict[str, Any]:
    """One document: `commands` refers to the arguments and the result of each, which stand in `$defs`."""
    kinds = [kind for item in commands for kind in (item.arguments, RESULTS[item.name])]
    unique = list(dict.fromkeys(kinds))
    references, definitions = msgspec.json.schema_components(unique, ref_template="#/$defs/{name}")
    places = dict(zip(unique, references, strict=True))
    described = {
        item.name: {
            "description": item.summary,
            "arguments": places[item.arguments],
            "result": places[RESULTS[item.name]],
        }
        for item in commands
    }
    _describe_fields(definitions)
    for item in commands:
        _allow_text_document(definitions[item.arguments.__name__])
    return {
        "$schema": _DIALECT,
        "title": f"The commands of Contexten {__version__}",
        "commands": described,
        "$defs": definitions,
    }


def _allow_text_document(schema: dict[str, Any]) -> None:
    """`arguments.decode` takes a `textDocument` for a `uri`."""
    if "uri" not in schema.get("required", ()) or "textDocument" in schema["properties"]:
        return
    keys = {"uri": {"type": "string"}, "version": {"type": ["integer", "null"]}}
    schema["properties"]["textDocument"] = {"type": "object", "properties": keys, "required": ["uri"]}
    schema["required"] = [key for key in schema["required"] if key != "uri"]
    schema["oneOf"] = [{"required": ["uri"]}, {"required": ["textDocument"]}]


def _describe_fields(definitions: dict[str, Any]) -> None:
    """Add what stands under each field in the code, which msgspec does not read."""
    for module in (arguments, answer, agent_results, results):
        for name, kind in vars(module).items():
            if name in definitions and isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                _describe(kind, definitions[name]["properties"])


def _describe(kind: type[msgspec.Struct], properties: dict[str, Any]) -> None:
    docs = field_docs(kind)
    for field in msgspec.structs.fields(kind):
        if text := docs.get(field.name):
            properties[field.encode_name]["description"] = text


def _chosen(name: str) -> Sequence[Command]:
    if not name:
        return COMMANDS
    full = name if name.startswith(_PREFIX) else _PREFIX + name
    found = [item for item in COMMANDS if item.name == full]
    if not found:
        raise ClientError(f"There is no command '{name}'; `contexten schema` shows all.")
    return found
