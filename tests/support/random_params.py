"""Random params for every method and command, made of the very types that describe them: well-typed, or broken."""

from __future__ import annotations

import builtins
import collections.abc
import copy
import enum
import types as builtin
import typing
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

import attrs
import msgspec
from lsprotocol import types

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

JUNK: list[Any] = [
    None,
    True,
    -1,
    0,
    2**40,
    1.5,
    "",
    "x",
    "file:///",
    [],
    {},
    [None],
    {"jsonrpc": "2.0"},
    "\ud800",
    [[[]]],
]
NUMBERS = (0, 0, 1, 1, 2, 3, 4, 7, 12, 40, 10**6, 2**31 - 1)
_WORDS = (
    "",
    "add",
    "Session.login",
    "sums.py:add",
    "do it",
    "é😀",
    "\ud800",
    "a\u2028b\r\nc\0",
    "..",
    "/",
    "x" * 5000,
    "[",
)
_WEIRD = -1, -(2**31), 2**31, 2**53, 2**63, 10**30


class Params:
    """Makes params. `uris` are what a field of that name may hold; `tasks` grows by the ids that are told."""

    def __init__(self, rng: random.Random, uris: Sequence[str]) -> None:
        self.rng = rng
        self.uris = uris
        self.tasks: list[str] = []

    def of_command(self, kind: type[msgspec.Struct]) -> dict[str, Any]:
        """Well-typed arguments, mostly such that they also make sense."""
        made = self._object(kind, 0)
        if self.rng.random() < 0.8:
            made.pop("intent", None)
            made.pop("version", None)
            if "range" in made:
                made.pop("position", None)
            elif "range" in dict.fromkeys(name for name, _, _ in _fields(kind)):
                made["position"] = {"line": self.rng.randint(0, 5)}
        if "task" in made and self.tasks and self.rng.random() < 0.9:
            made["task"] = self.rng.choice(self.tasks)
        return made

    def of_method(self, name: str) -> Any:
        """Well-typed params of a method of the protocol; None where it takes none."""
        kind = types.METHOD_TO_TYPES[name][2]
        return None if kind is None else self.of_type(kind)

    def of_type(self, kind: Any, name: str = "", depth: int = 0) -> Any:
        """JSON that has the shape of `kind`."""
        rng, origin, inner = self.rng, get_origin(kind), get_args(kind)
        match origin:
            case None:
                return self._plain(kind, name, depth)
            case typing.Annotated:
                return self._annotated(kind, name, depth)
            case typing.Literal:
                return rng.choice(inner)
            case typing.Union | builtin.UnionType:
                return self._one_of(inner, name, depth)
            case collections.abc.Mapping | builtins.dict:
                return {rng.choice(_WORDS): self.of_type(inner[1], name, depth + 1) for _ in range(rng.randint(0, 2))}
            case _:
                return [self.of_type(inner[0], name, depth + 1) for _ in range(rng.choice((0, 1, 1, 2, 4)))]

    def _one_of(self, kinds: Sequence[Any], name: str, depth: int) -> Any:
        options = [item for item in kinds if item is not type(None)]
        if len(options) < len(kinds) and (depth > 6 or self.rng.random() < 0.3):
            return None
        return self.of_type(self.rng.choice(options), name, depth)

    def _annotated(self, kind: Any, name: str, depth: int) -> Any:
        inner, *metas = get_args(kind)
        low = next((meta.ge for meta in metas if getattr(meta, "ge", None) is not None), None)
        high = next((meta.le for meta in metas if getattr(meta, "le", None) is not None), None)
        if inner is int:
            return min(max(self.rng.choice(NUMBERS), low or 0), high or 2**60)
        made = self.of_type(inner, name, depth)
        least = next((meta.min_length for meta in metas if getattr(meta, "min_length", None)), 0)
        while isinstance(made, list) and len(made) < least:
            made += self.of_type(inner, name, depth)
        return made

    def _plain(self, kind: Any, name: str, depth: int) -> Any:
        if isinstance(kind, type) and (attrs.has(kind) or issubclass(kind, msgspec.Struct)):
            return self._object(kind, depth)
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            return self.rng.choice(list(kind)).value
        names_file = "uri" in name.lower() or name in {"usedBy", "near"}
        of_data = ({"start": self.rng.choice(_WEIRD)}, {"schema": 1, "uri": self.rng.choice(self.uris), "offset": -5})
        pools: dict[Any, Sequence[Any]] = {
            bool: (True, False),
            int: NUMBERS,
            float: (0.5, 1.5),
            str: self.uris if names_file else _WORDS,
        }
        return self.rng.choice(pools.get(kind, (*JUNK, *_WEIRD, *of_data)))

    def _object(self, kind: Any, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, hint, required in _fields(kind):
            if required or self.rng.random() < (0.6 if depth < 4 else 0.1):
                value = self.of_type(hint, name, depth + 1)
                if value is not None or required:
                    made[name] = value
        return made

    def broken(self, value: Any) -> Any:
        """`value` with one place broken."""
        rng = self.rng
        if not isinstance(value, dict | list) or not value or rng.random() < 0.1:
            return rng.choice([*JUNK, *_WEIRD])
        value = copy.copy(value)
        key = rng.choice(list(value)) if isinstance(value, dict) else rng.randrange(len(value))
        kind = rng.random()
        if kind < 0.2 and isinstance(value, dict):
            del value[key]
        elif kind < 0.3 and isinstance(value, dict):
            value[str(rng.choice(JUNK))] = rng.choice(JUNK)
        elif kind < 0.5:
            value[key] = rng.choice([*JUNK, *_WEIRD])
        else:
            value[key] = self.broken(value[key])
        return value


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any, bool], ...]:
    """The name in JSON, the type, and whether it must be there."""
    if issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind, include_extras=True)
        return tuple((item.encode_name, hints[item.name], item.required) for item in msgspec.structs.fields(kind))
    hints = get_type_hints(kind)
    fields = attrs.fields(kind)
    return tuple((_camel(item.name), hints[item.name], item.default is attrs.NOTHING) for item in fields)


def _camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)
