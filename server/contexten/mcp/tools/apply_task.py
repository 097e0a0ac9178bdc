"""`apply_task`: apply a result that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.mcp.tools.keeping import TaskAnswer, TaskGiven, done
from contexten.mcp.tools.tool import Call, Hints, Tool

if TYPE_CHECKING:
    from contexten.mcp.door import Json


async def run(call: Call[TaskGiven]) -> Json:
    """Apply it, in the editor where one is attached."""
    return await done(call, "contexten.task.apply")


APPLY_TASK = Tool(
    "apply_task",
    "Apply a result",
    "Apply the result of a task: it is rebased onto the texts as they are now, and refused where they changed in the "
    "same place.",
    TaskGiven,
    TaskAnswer,
    run,
    Hints(read_only=False, destructive=True, idempotent=False),
    ("contexten.task.apply",),
)
