"""`write_test`: write a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.mcp.tools.tool import Call, Tool
from contexten.mcp.tools.writing import BESIDE, HINTS, Wish, Written, written

if TYPE_CHECKING:
    from contexten.mcp.door import Json


async def run(call: Call[Wish]) -> Json:
    """The diff, applied where that is wished."""
    return await written(call, "contexten.test", call.given)


WRITE_TEST = Tool(
    "write_test",
    "Write a test",
    "Write a test of a definition in the test file that goes with it, in the style of the tests that are there. "
    "Answers with a checked diff; nothing is written unless `apply` is true.",
    Wish,
    Written,
    run,
    HINTS,
    ("contexten.test", *BESIDE),
)
