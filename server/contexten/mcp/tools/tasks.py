"""`tasks`: what was asked for so far, and what waits to be applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from contexten.mcp.place import relative_to
from contexten.mcp.tools.tool import Answer, Call, Given, Hints, Tool
from contexten.mcp.tools.writing import cut

if TYPE_CHECKING:
    from contexten.mcp.door import Json


class TasksGiven(Given, frozen=True, kw_only=True):
    """Which tasks."""

    task: Annotated[str, msgspec.Meta(description="Only this one, with its diff.")] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=200, description="How many are listed, the latest first.")] = 20


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One task."""

    id: str
    title: str
    state: str
    """`queued`, `working`, `ready` (its result waits), `applied`, `stale`, `refused`, `failed`, `cancelled`."""
    reason: str
    source: str
    files: list[str]
    diff: str
    """Empty unless this one was asked for."""


class TasksAnswer(Answer, frozen=True, kw_only=True):
    """Tasks, the latest first."""

    tasks: list[Listed]
    total: int


async def run(call: Call[TasksGiven]) -> Json:
    """The tasks. Raises ClientError for one that is not there."""
    found = (await call.run("contexten.tasks", task=call.given.task or None))["tasks"]
    return {"tasks": [_listed(call, item) for item in found[::-1][: call.given.limit]], "total": len(found)}


def _listed(call: Call[TasksGiven], item: Json) -> Json:
    named = {key: item[key] for key in ("id", "title", "state", "reason", "source")}
    files = [relative_to(call.door.root, uri) for uri in item["files"]]
    return {**named, "files": files, "diff": cut(item.get("diff", ""))}


TASKS = Tool(
    "tasks",
    "List results that wait",
    "List what was asked for and what became of it, or show one task with its diff.",
    TasksGiven,
    TasksAnswer,
    run,
    Hints(),
    ("contexten.tasks",),
)
