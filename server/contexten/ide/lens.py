"""What stands above the definitions of one file: its usages, and an offer to write the body of a stub.

**Invariant:** no model and no network; usages are counted for one definition at a time, when it is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from contexten.ide.hover import is_hook, usages_of
from contexten.ide.place import is_scope

if TYPE_CHECKING:
    from contexten.text import Span
    from contexten.workspace.snapshot import Snapshot


class LensKind(StrEnum):
    """What a lens is about."""

    USAGES = "usages"
    GENERATE = "generate"


@dataclass(frozen=True, slots=True)
class Lens:
    """One line above a definition."""

    kind: LensKind
    span: Span
    """The definition's name."""


def lenses(snapshot: Snapshot, path: str) -> tuple[Lens, ...]:
    """Of every function, method and type of a file, in order; empty where it may not be sent to a model."""
    facts = None if snapshot.is_private(path) else snapshot.facts(path)
    found: list[Lens] = []
    for definition in () if facts is None else facts.definitions:
        if is_scope(definition):
            if not is_hook(definition.name):
                found.append(Lens(LensKind.USAGES, definition.name_span))
            if definition.unfinished:
                found.append(Lens(LensKind.GENERATE, definition.name_span))
    return tuple(found)


def usages_at(snapshot: Snapshot, path: str, offset: int) -> str:
    """How often the definition is used whose name is at `offset`; empty where there is none any more."""
    facts = snapshot.facts(path)
    names = () if facts is None else facts.definitions
    number = next((i for i, item in enumerate(names) if item.name_start == offset and is_scope(item)), -1)
    if number < 0 or snapshot.index.outline(path) is None:
        return ""
    return usages_of(snapshot, snapshot.index.symbol(path, number)).text
