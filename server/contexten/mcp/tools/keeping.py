"""What the tools that deal with tasks have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from contexten.mcp.tools.tool import Answer, Call, Given

if TYPE_CHECKING:
    from contexten.mcp.door import Json


class TaskGiven(Given, frozen=True, kw_only=True):
    """A task."""

    task: Annotated[str, msgspec.Meta(min_length=1, description="Its id.")]


class TaskAnswer(Answer, frozen=True, kw_only=True):
    """What became of it."""

    task: str
    outcome: str
    reason: str


async def done(call: Call[TaskGiven], command: str) -> Json:
    """Run a command on the task."""
    answer = await call.run(command, task=call.given.task)
    return {"task": answer["task"], "outcome": answer["outcome"], "reason": answer.get("reason", "")}
