"""`explain`: tell in words what code does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from contexten.mcp.place import Spot, where
from contexten.mcp.tools.tool import Answer, Call, Hints, Tool

if TYPE_CHECKING:
    from contexten.mcp.door import Json


class ExplainGiven(Spot, frozen=True, kw_only=True):
    """A place, and what is to be told of it."""

    instruction: Annotated[str, msgspec.Meta(description="What you want to know.")] = ""


class ExplainAnswer(Answer, frozen=True, kw_only=True):
    """The explanation."""

    outcome: str
    """`explained`; else there is none, see `reason`."""
    text: str
    """Markdown."""
    reason: str
    source: str
    """Who tells it: the model, or the index where no model answered."""


async def run(call: Call[ExplainGiven]) -> Json:
    """Explain. Raises ClientError where there is no such place."""
    place = await where(call, call.given)
    answer = await call.run("contexten.explain", **place, instruction=call.given.instruction, apply=False)
    shown = {key: answer.get(key, "") for key in ("text", "reason", "source")}
    return {"outcome": answer["outcome"], **shown}


EXPLAIN = Tool(
    "explain",
    "Explain code",
    "Tell in words what a definition or lines do and how they hang together with the rest of the codebase. Without a "
    "model it tells what the index knows: who calls it, what it needs.",
    ExplainGiven,
    ExplainAnswer,
    run,
    Hints(open_world=True),
    ("contexten.explain", "contexten.symbols"),
)
