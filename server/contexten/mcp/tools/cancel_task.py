"""`cancel_task`: end a task that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.mcp.tools.keeping import TaskAnswer, TaskGiven, done
from contexten.mcp.tools.tool import Call, Hints, Tool

if TYPE_CHECKING:
    from contexten.mcp.door import Json


async def run(call: Call[TaskGiven]) -> Json:
    """End it."""
    return await done(call, "contexten.cancel")


CANCEL_TASK = Tool(
    "cancel_task",
    "Cancel a task",
    "End a task that runs. Files stay as they are.",
    TaskGiven,
    TaskAnswer,
    run,
    Hints(read_only=False),
    ("contexten.cancel",),
)
