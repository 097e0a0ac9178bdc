"""What the tools that ask about definitions have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from contexten.mcp.place import uri_of
from contexten.mcp.tools.tool import Answer, Call, Given

if TYPE_CHECKING:
    from contexten.mcp.door import Json

COMMANDS = ("contexten.symbols",)


class About(Given, frozen=True, kw_only=True):
    """A definition by its name."""

    name: Annotated[
        str,
        msgspec.Meta(min_length=1, description="`name`, `Class.method`, `module.name` or `path/to/file.py:name`."),
    ]
    path: Annotated[
        str, msgspec.Meta(description="A file that knows the definition by this name, where several have it.")
    ] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=200, description="How many are listed.")] = 50


class Defined(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """A definition, a file, or something from outside of the workspace (which has no path)."""

    name: str
    kind: str
    path: str
    line: int
    """From 1."""
    end_line: int
    signature: str
    doc: str


class Used(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One place of use."""

    path: str
    line: int
    kind: str
    by: str
    """The definition or file whose code it is."""
    text: str
    """The line."""


class Listed(Answer, frozen=True, kw_only=True):
    """Definitions."""

    about: Defined | None
    """What the name was taken to mean."""
    others: list[str]
    """What else it could mean."""
    symbols: list[Defined]
    total: int
    """How many there are, listed or not."""


class ListedUses(Answer, frozen=True, kw_only=True):
    """Places of use."""

    about: Defined | None
    """What the name was taken to mean."""
    others: list[str]
    """What else it could mean."""
    usages: list[Used]
    total: int
    """How many there are, listed or not."""


async def asked(call: Call[About], ask: str, *keys: str) -> Json:
    """Those keys of the answer to the question `ask`."""
    answer = await _answer(call, ask, call.given.name, call.given.path, limit=call.given.limit)
    return {key: answer[key] for key in keys}


async def _answer(call: Call[Any], ask: str, name: str, path: str, **more: object) -> Json:
    near = uri_of(call.door.root, path) if path else None
    return await call.run("contexten.symbols", ask=ask, name=name, near=near, **more)
