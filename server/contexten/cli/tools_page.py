"""The reference page of the tools of `contexten mcp`, made from their schemas; `cli.reference` writes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contexten.mcp.tools.table import TOOLS
from contexten.mcp.tools.tool import Answer, schema_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contexten.mcp.tools.tool import Tool

_NOTE = "Made by `python -m contexten.cli.reference docs/reference`; do not edit it by hand."
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "array": "list of text",
    "null": "null",
}


def tools_page() -> str:
    """The whole page."""
    rows = "\n".join(_row(tool) for tool in TOOLS)
    return (
        f"# Tools of `contexten mcp`\n\n{_NOTE} [mcp.md](../mcp.md) tells how to set it up.\n\n"
        "Lines count from 1, and paths are relative to the workspace. Every answer has `seen` (`editor`: the texts of "
        "the running editor, saved or not; `disk`) and `note` (what changed about that).\n\n"
        f"| tool | what it does | changes files | asks the model |\n|---|---|---|---|\n{rows}\n\n"
        + "\n".join(_part(tool) for tool in TOOLS)
    )


def _row(tool: Tool) -> str:
    asks = "yes" if tool.hints.open_world else "no"
    return f"| [`{tool.name}`](#{tool.name}) | {tool.title} | {_changes(tool)} | {asks} |"


def _changes(tool: Tool) -> str:
    if tool.name == "discard_task":
        return "no, it forgets a result"
    if not tool.hints.destructive:
        return "no"
    return "with `apply`" if tool.hints.open_world else "yes"


def _part(tool: Tool) -> str:
    given, answer = schema_of(tool.given), schema_of(tool.answer)
    lines = [f"## {tool.name}", "", tool.description, ""]
    if given["properties"]:
        lines += ["| argument | type | default | meaning |", "|---|---|---|---|"]
    lines += [_argument(name, schema, given["required"]) for name, schema in given["properties"].items()]
    common = schema_of(Answer)["properties"]
    keys = ", ".join(f"`{name}`" for name in answer["properties"] if name not in common)
    return "\n".join([*lines, "", f"Answers with {keys}.", ""])


def _argument(name: str, schema: Mapping[str, Any], required: list[str]) -> str:
    default = "required" if name in required else f"`{json.dumps(schema.get('default'))}`"
    return f"| `{name}` | {_type(schema)} | {default} | {schema.get('description', '')} |"


def _type(schema: Mapping[str, Any]) -> str:
    kinds: list[Mapping[str, Any]] = schema.get("anyOf", [schema])
    return " or ".join(_TYPES[str(kind["type"])] for kind in kinds)
