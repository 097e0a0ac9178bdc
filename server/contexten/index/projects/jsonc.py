"""JSON as people write it: with comments and trailing commas."""

from __future__ import annotations

import re
from typing import cast

import msgspec

_JSONC = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n\r]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


def read_json(text: str) -> dict[str, object]:
    """The object in a JSON text; {} where there is none."""
    bare = _JSONC.sub(lambda match: match.group(1) or "", text.removeprefix("\ufeff"))
    try:
        return table(msgspec.json.decode(bare))
    except (msgspec.DecodeError, RecursionError):
        return {}


def table(value: object) -> dict[str, object]:
    """`value` where it is an object, else {}."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """`value` where it is a list, else []."""
    return cast("list[object]", value) if isinstance(value, list) else []


def strings(value: object) -> list[str]:
    """The strings in a list, or a string alone."""
    return [value] if isinstance(value, str) else [item for item in items(value) if isinstance(item, str)]
