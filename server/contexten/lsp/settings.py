"""Settings from three ways in (initialization options, pulled, pushed) laid over each other in one shape.

**Invariant:** wrong settings never stop the server: each costs one sentence, shown once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

SECTION = "contexten"
Settings = Mapping[str, object]


def unwrapped(given: object) -> Settings:
    """The settings in `given`, which is bare or below `contexten`; empty where it is neither."""
    if not isinstance(given, Mapping):
        return {}
    settings = cast("Settings", given)
    inner = settings.get(SECTION)
    return cast("Settings", inner) if isinstance(inner, Mapping) and len(settings) == 1 else settings


def pushed(given: object) -> Settings:
    """What `workspace/didChangeConfiguration` carries; only our section where others are beside it."""
    settings = unwrapped(given)
    inner = settings.get(SECTION)
    return cast("Settings", inner) if isinstance(inner, Mapping) else settings


def merged(base: Settings, over: Settings) -> Settings:
    """`base` with `over` laid over it, section by section; null means not set."""
    result = dict(base)
    for name, value in over.items():
        below = result.get(name)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            result[name] = merged(cast("Settings", below), cast("Settings", value))
        elif value is not None:
            result[name] = value
    return result
