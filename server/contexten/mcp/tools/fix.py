"""`fix`: make a problem go away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from contexten.errors import ClientError
from contexten.mcp.tools.tool import Call, Tool
from contexten.mcp.tools.writing import BESIDE, HINTS, Wish, Written, written

if TYPE_CHECKING:
    from contexten.mcp.door import Json


class FixGiven(Wish, frozen=True, kw_only=True):
    """A place, and what is wrong there."""

    problem: Annotated[str, msgspec.Meta(min_length=1, description="The message of the compiler, linter or test.")]
    code: Annotated[str, msgspec.Meta(description="Its code, such as `F841`.")] = ""


async def run(call: Call[FixGiven]) -> Json:
    """The diff, applied where that is wished. Raises ClientError where no line is named."""
    given = call.given
    if given.line is None:
        raise ClientError("Name the place of the problem: 'path' and 'line'.")
    line = {"line": given.line - 1}
    problem = {"range": {"start": line, "end": {"line": (given.end_line or given.line) - 1}}, "message": given.problem}
    diagnostics = [problem | ({"code": given.code} if given.code else {})]
    return await written(call, "contexten.fix", given, diagnostics=diagnostics)


FIX = Tool(
    "fix",
    "Fix a problem",
    "Make a problem that a compiler, linter or test reported at a line go away. Answers with a checked diff; nothing "
    "is written unless `apply` is true.",
    FixGiven,
    Written,
    run,
    HINTS,
    ("contexten.fix", *BESIDE),
)
