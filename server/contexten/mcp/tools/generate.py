"""`generate`: write code at a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.mcp.tools.tool import Call, Tool
from contexten.mcp.tools.writing import BESIDE, HINTS, Wish, Written, written

if TYPE_CHECKING:
    from contexten.mcp.door import Json


async def run(call: Call[Wish]) -> Json:
    """The diff, applied where that is wished."""
    return await written(call, "contexten.generate", call.given)


GENERATE = Tool(
    "generate",
    "Write code",
    "Write code at a place with the whole codebase in view: the body of an unfinished function, what a marker comment "
    "says, or what the instruction asks for. Answers with a checked diff; nothing is written unless `apply` is true.",
    Wish,
    Written,
    run,
    HINTS,
    ("contexten.generate", *BESIDE),
)
