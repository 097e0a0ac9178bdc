"""`find_symbol`: where something is defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.mcp.tools.asking import COMMANDS, About, Listed, asked
from contexten.mcp.tools.tool import Call, Hints, Tool

if TYPE_CHECKING:
    from contexten.mcp.door import Json


async def run(call: Call[About]) -> Json:
    """The definitions of that name, else those whose name holds it."""
    return await asked(call, "find", "about", "others", "symbols", "total")


FIND_SYMBOL = Tool(
    "find_symbol",
    "Find a definition",
    "Find where a function, class, method, variable or type is defined, by its name or a part of it: path, line, "
    "signature and first words of its documentation.",
    About,
    Listed,
    run,
    Hints(),
    COMMANDS,
)
