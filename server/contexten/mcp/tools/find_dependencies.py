"""`find_dependencies`: what something needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.mcp.tools.asking import COMMANDS, About, Listed, asked
from contexten.mcp.tools.tool import Call, Hints, Tool

if TYPE_CHECKING:
    from contexten.mcp.door import Json


async def run(call: Call[About]) -> Json:
    """What its code names."""
    return await asked(call, "dependencies", "about", "others", "symbols", "total")


FIND_DEPENDENCIES = Tool(
    "find_dependencies",
    "Find what a definition needs",
    "List what the code of a definition names: other definitions of the workspace, and what it imports from outside.",
    About,
    Listed,
    run,
    Hints(),
    COMMANDS,
)
