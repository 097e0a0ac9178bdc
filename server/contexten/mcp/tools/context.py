"""`context`: what of the codebase matters at a place."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING, Annotated

import msgspec

from contexten.errors import ClientError
from contexten.mcp.place import Spot, where
from contexten.mcp.tools.tool import Answer, Call, Hints, Tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.mcp.door import Json

_LEFT_OUT = 20
_CHARACTERS = 4
"""Characters of the answer that count as one token."""
_NO_ROOM = "no room"


class ContextGiven(Spot, frozen=True, kw_only=True):
    """A place, and what is to be done there."""

    instruction: Annotated[str, msgspec.Meta(description="What you want to do there; it steers the choice.")] = ""
    budget: Annotated[int, msgspec.Meta(ge=200, le=20_000, description="Tokens that the answer may hold.")] = 4000
    pinned: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Definitions or files that must be among it: `name`, `path:name`, `path`."),
    ] = ()


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """Code that matters at the place."""

    path: str
    start_line: int
    end_line: int
    kind: str
    name: str
    reason: str
    """Why it was chosen."""
    score: float
    text: str


class NotChosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Code that came up and was left out."""

    path: str
    name: str
    why: str


class ContextAnswer(Answer, frozen=True, kw_only=True):
    """The code that matters at a place, best first; known secrets in it are replaced."""

    items: list[Chosen]
    here: str
    """The text around the place itself."""
    budget: int
    left_out: list[NotChosen]
    replaced: int
    """How many secrets were replaced."""


async def run(call: Call[ContextGiven]) -> Json:
    """Choose and pack. Raises ClientError with the reason where nothing can be done at the place."""
    given = call.given
    place = await where(call, given)
    more = {"instruction": given.instruction, "budget": given.budget, "pinned": given.pinned}
    answer = await call.run("contexten.context", **place, **more)
    if "context" not in answer and not given.instruction:
        # Nothing is to be written there; what matters for changing it is then the question.
        answer = await call.run("contexten.context", **place, **more, intent="rewrite")
    if "context" not in answer:
        raise ClientError(str(answer.get("reason", "Nothing can be chosen for this place.")))
    context = answer["context"]
    items = [{key: item[key] for key in _KEYS} for item in context["items"]]
    room = given.budget * _CHARACTERS - len(context["here"])
    shown = _fitting(items, room)
    left = [{"path": item["path"], "name": item["name"], "why": _NO_ROOM} for item in items[shown:]]
    left += [{key: item[key] for key in ("path", "name", "why")} for item in context["leftOut"]]
    return {
        "items": items[:shown],
        "here": context["here"],
        "budget": context["budget"],
        "leftOut": left[:_LEFT_OUT],
        "replaced": sum(item["count"] for item in context["redactions"]),
    }


def _fitting(items: Sequence[Json], room: int) -> int:
    """How many of the items, best first, fit into so many characters of JSON."""
    sizes = accumulate(len(json.dumps(item, ensure_ascii=False)) for item in items)
    return sum(size <= room for size in sizes)


_KEYS = tuple(field.encode_name for field in msgspec.structs.fields(Chosen))

CONTEXT = Tool(
    "context",
    "Code that matters at a place",
    "Give the definitions, callers, types, siblings and tests across the whole codebase that matter for working at a "
    "place, ranked, with the reason for each, within a token budget. Call it before you write or change code.",
    ContextGiven,
    ContextAnswer,
    run,
    Hints(),
    ("contexten.context", "contexten.symbols"),
)
