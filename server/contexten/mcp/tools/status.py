"""`status`: whose texts are seen, how much is indexed, whether a model can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from contexten.mcp.place import relative_to
from contexten.mcp.tools.tool import Answer, Call, Given, Hints, Tool

if TYPE_CHECKING:
    from contexten.mcp.door import Json


class StatusGiven(Given, frozen=True, kw_only=True):
    """No arguments."""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The configured model."""

    usable: bool
    name: str
    reason: str
    """Why it cannot be used, and what to do."""


class StatusAnswer(Answer, frozen=True, kw_only=True):
    """How things stand."""

    version: str
    root: str
    files: int
    """Files that are indexed."""
    symbols: int
    open: list[str]
    """Files that are open in the editor."""
    models: list[Model]
    tasks: dict[str, int]
    """How many tasks are in each state."""


async def run(call: Call[StatusGiven]) -> Json:
    """Look, and change nothing."""
    found = await call.run("contexten.status")
    return {
        "version": found["version"],
        "root": call.door.root,
        "files": found["index"]["files"],
        "symbols": found["index"]["symbols"],
        "open": [relative_to(call.door.root, item["uri"]) for item in found["documents"]],
        "models": [{"name": "", "reason": ""} | item for item in found["models"]],
        "tasks": found["tasks"],
    }


STATUS = Tool(
    "status",
    "How things stand",
    "Tell whose texts are seen (a running editor's or those on disk), how much is indexed, which files are open and "
    "whether a model is configured.",
    StatusGiven,
    StatusAnswer,
    run,
    Hints(),
    ("contexten.status",),
)
