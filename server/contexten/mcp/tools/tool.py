"""What a row of the table of tools says, and what its function is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from contexten.mcp.door import Door, Json, OnNews


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """The arguments of a tool: a JSON object with these keys and no others."""


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """What every tool answers."""

    seen: Literal["editor", "disk"]
    """Whose texts were seen: those of the running editor, saved or not, or those on disk."""
    note: str
    """What changed about that since the last answer; empty where nothing did."""


_Given = TypeVar("_Given", bound=Given)


@dataclass(frozen=True, slots=True)
class Call(Generic[_Given]):
    """One call of a tool."""

    door: Door
    given: _Given
    on_news: OnNews

    async def run(self, command: str, **arguments: object) -> Json:
        """Run a command; a value None counts as not given."""
        named: Mapping[str, object] = {key: value for key, value in arguments.items() if value is not None}
        return await self.door.run(command, named, self.on_news)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a client may assume of a tool; the names are those of the protocol's ToolAnnotations."""

    read_only: bool = True
    """It changes no file."""
    destructive: bool = False
    """It can change or remove what is there already."""
    idempotent: bool = True
    open_world: bool = False
    """It talks with something outside of this machine: the configured model."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. `run` is given a Call and gives the keys of `answer`, but those of Answer itself."""

    name: str
    title: str
    description: str
    """For the agent that chooses among tools."""
    given: type[Given]
    answer: type[Answer]
    run: Callable[[Call[Any]], Awaitable[Json]]
    hints: Hints
    commands: tuple[str, ...]
    """Which commands it runs."""


def schema_of(kind: type[msgspec.Struct]) -> Json:
    """The JSON Schema of `kind`, an object at its root as the protocol wants it."""
    (reference,), definitions = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    root = definitions.pop(str(reference["$ref"]).rpartition("/")[2])
    return {**root, **({"$defs": definitions} if definitions else {})}
