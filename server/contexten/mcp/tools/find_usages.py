"""`find_usages`: where something is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.mcp.tools.asking import COMMANDS, About, ListedUses, asked
from contexten.mcp.tools.tool import Call, Hints, Tool

if TYPE_CHECKING:
    from contexten.mcp.door import Json


async def run(call: Call[About]) -> Json:
    """The places that mean it."""
    return await asked(call, "usages", "about", "others", "usages", "total")


FIND_USAGES = Tool(
    "find_usages",
    "Find what uses a definition",
    "List every place that certainly means a definition (imports, calls, subclasses, annotations), in all files: path, "
    "line, the line itself and whose code it is. More exact than a search for the name.",
    About,
    ListedUses,
    run,
    Hints(),
    COMMANDS,
)
