"""`find_calls`: what something calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.mcp.tools.asking import COMMANDS, About, Listed, asked
from contexten.mcp.tools.tool import Call, Hints, Tool

if TYPE_CHECKING:
    from contexten.mcp.door import Json


async def run(call: Call[About]) -> Json:
    """The definitions that its code calls."""
    return await asked(call, "calls", "about", "others", "symbols", "total")


FIND_CALLS = Tool(
    "find_calls",
    "Find what a definition calls",
    "List what a function or class calls, as far as the workspace defines it.",
    About,
    Listed,
    run,
    Hints(),
    COMMANDS,
)
