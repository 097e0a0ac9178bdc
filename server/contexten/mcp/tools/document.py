"""`document`: write documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.mcp.tools.tool import Call, Tool
from contexten.mcp.tools.writing import BESIDE, HINTS, Wish, Written, written

if TYPE_CHECKING:
    from contexten.mcp.door import Json


async def run(call: Call[Wish]) -> Json:
    """The diff, applied where that is wished."""
    return await written(call, "contexten.document", call.given)


DOCUMENT = Tool(
    "document",
    "Write documentation",
    "Write the documentation text of a definition in the style of its neighbours. Answers with a checked diff; nothing "
    "is written unless `apply` is true.",
    Wish,
    Written,
    run,
    HINTS,
    ("contexten.document", *BESIDE),
)
