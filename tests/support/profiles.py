"""What real editors say of themselves in `initialize`: the files in tests/profiles."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "profiles"
"""One file for each editor; `source` says where its words come from."""


@dataclass(frozen=True)
class Profile:
    """One editor."""

    name: str
    title: str
    """As a person calls it."""
    capabilities: dict[str, Any]
    client: dict[str, Any] | None
    asks_to_confirm: bool
    """Whether it asks the person about changes that need confirmation, instead of just making them."""
    refuses: tuple[str, ...] = ()
    """Requests of a server that it answers with an error, although no capability says so."""

    def has(self, path: str) -> object:
        """What it announces at a dotted path; None where it says nothing."""
        return at(self.capabilities, path)


@cache
def profile(name: str) -> Profile:
    """The profile of that name."""
    found = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    refuses = tuple(found.get("refuses", ()))
    return Profile(name, found["title"], found["capabilities"], found["client"], found["asksToConfirm"], refuses)


def names() -> tuple[str, ...]:
    """All profiles, by name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def at(value: Any, path: str) -> Any:
    """What stands at a dotted path of JSON; None where there is nothing."""
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value
