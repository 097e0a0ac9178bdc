"""What the tools that write code have in common: a diff is the answer; files change only where that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from contexten.mcp.place import Spot, relative_to, where
from contexten.mcp.tools.tool import Answer, Call, Hints

if TYPE_CHECKING:
    from contexten.mcp.door import Json

HINTS = Hints(read_only=False, destructive=True, idempotent=False, open_world=True)
BESIDE = ("contexten.symbols", "contexten.tasks", "contexten.task.apply")
_Budget = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
LONGEST_DIFF = 60_000
"""Characters of a diff that are shown; the result itself is never cut."""


class Wish(Spot, frozen=True, kw_only=True):
    """A place and a wish."""

    instruction: Annotated[str, msgspec.Meta(description="What is wanted, in words.")] = ""
    model: Annotated[str, msgspec.Meta(description="Another model than the configured one, at its endpoint.")] = ""
    budget: Annotated[_Budget | None, msgspec.Meta(description="Tokens of context for the model.")] = None
    pinned: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Definitions or files that the model must see: `name`, `path:name`, `path`."),
    ] = ()
    apply: Annotated[
        bool,
        msgspec.Meta(description="True: also make the change, in the editor where one is attached, else in the file."),
    ] = False


class Written(Answer, frozen=True, kw_only=True):
    """What came of it."""

    outcome: str
    """`proposed`: the diff waits as a task. `applied`: the change is made. `ready`: it was not made, see `reason`, and
    waits. `refused`, `stale`, `failed`: there is no change, see `reason`."""
    reason: str
    task: str
    """The id for `apply_task` and `discard_task`; empty where nothing is kept."""
    diff: str
    """Unified, with paths below the workspace; known to parse, and to stay within the place that was asked for."""
    truncated: bool
    """Whether the diff was too long to be shown whole; `apply_task` applies all of it."""
    files: list[str]
    source: str
    """Where the code came from: the model, the cache, or code of the workspace without a model."""


async def written(call: Call[Any], command: str, spot: Wish, **more: object) -> Json:
    """Run `command` at the place, show its diff, and apply it where that is wished."""
    place = await where(call, spot)
    named = {"instruction": spot.instruction, "model": spot.model or None, "budget": spot.budget, "pinned": spot.pinned}
    answer = await call.run(command, **place, **named, **more, apply=False)
    task = await _kept(call, answer)
    if task is None:
        return _described(call, answer, {})
    if spot.apply:
        answer = answer | await call.run("contexten.task.apply", task=task["id"])
    return _described(call, answer, task)


async def _kept(call: Call[Any], answer: Json) -> Json | None:
    """The Task with its diff; None where nothing came of it."""
    if answer["outcome"] not in {"proposed", "ready"} or not answer.get("task"):
        return None
    (task,) = (await call.run("contexten.tasks", task=answer["task"]))["tasks"]
    return task


def _described(call: Call[Any], answer: Json, task: Json) -> Json:
    diff = str(task.get("diff", ""))
    return {
        "outcome": answer["outcome"],
        "reason": answer.get("reason", ""),
        "task": task.get("id", "") if answer["outcome"] != "applied" else "",
        "diff": cut(diff),
        "truncated": len(diff) > LONGEST_DIFF,
        "files": [relative_to(call.door.root, uri) for uri in task.get("files", ())],
        "source": answer.get("source", ""),
    }


def cut(diff: str) -> str:
    """The diff, or its first lines and a word that the others are missing."""
    if len(diff) <= LONGEST_DIFF:
        return diff
    shown = diff[:LONGEST_DIFF].rpartition("\n")[0]
    return f"{shown}\n… {diff.count(chr(10)) - shown.count(chr(10))} more lines\n"
