"""`discard_task`: forget a result that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.mcp.tools.keeping import TaskAnswer, TaskGiven, done
from contexten.mcp.tools.tool import Call, Hints, Tool

if TYPE_CHECKING:
    from contexten.mcp.door import Json


async def run(call: Call[TaskGiven]) -> Json:
    """Forget it."""
    return await done(call, "contexten.task.discard")


DISCARD_TASK = Tool(
    "discard_task",
    "Discard a result",
    "Forget a task and its result; one that runs is ended.",
    TaskGiven,
    TaskAnswer,
    run,
    Hints(read_only=False, destructive=True),
    ("contexten.task.discard",),
)
