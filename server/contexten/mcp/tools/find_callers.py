"""`find_callers`: who calls something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.mcp.tools.asking import COMMANDS, About, ListedUses, asked
from contexten.mcp.tools.tool import Call, Hints, Tool

if TYPE_CHECKING:
    from contexten.mcp.door import Json


async def run(call: Call[About]) -> Json:
    """The calls of it."""
    return await asked(call, "callers", "about", "others", "usages", "total")


FIND_CALLERS = Tool(
    "find_callers",
    "Find what calls a definition",
    "List every call of a function or class: path, line, the line itself and the definition that calls. Use it before "
    "you change a signature.",
    About,
    ListedUses,
    run,
    Hints(),
    COMMANDS,
)
