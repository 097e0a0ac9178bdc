"""`summarize`: counts of the workspace, of a file or of a definition, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from contexten.mcp.tools.asking import COMMANDS
from contexten.mcp.tools.tool import Answer, Call, Given, Hints, Tool

if TYPE_CHECKING:
    from contexten.mcp.door import Json


class SummaryGiven(Given, frozen=True, kw_only=True):
    """What is summed up."""

    name: Annotated[
        str, msgspec.Meta(description="A definition or a file of the workspace; empty: the whole workspace.")
    ] = ""


class SummaryAnswer(Answer, frozen=True, kw_only=True):
    """Counts, in words."""

    summary: str


async def run(call: Call[SummaryGiven]) -> Json:
    """The summary. Raises ClientError for a name that means nothing."""
    answer = await call.run("contexten.symbols", ask="summary", name=call.given.name)
    return {"summary": answer["summary"]}


SUMMARIZE = Tool(
    "summarize",
    "Sum up the workspace, a file or a definition",
    "Give an overview of the workspace (files and definitions by language and folder), or count what a file or a "
    "definition holds and who uses it.",
    SummaryGiven,
    SummaryAnswer,
    run,
    Hints(),
    COMMANDS,
)
