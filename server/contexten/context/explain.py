"""A pack as a table for people: what was chosen and why, and what lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.model import ContextPack


def rows(pack: ContextPack) -> Iterator[tuple[str, str, str, str, str, str]]:
    """One row per item, best first: lines, kind, reason, score, tokens, name. Lines are 1-based."""
    for item in pack.items:
        place = f"{item.relative}:{item.start_line + 1}"
        yield place, item.kind, item.reason, f"{item.score:.2f}", str(item.tokens), item.name


def lost(pack: ContextPack, *, limit: int = 20) -> Iterator[tuple[str, str, str, str]]:
    """The best of what is not in the pack: name, why it was a candidate, why it lost, score."""
    ordered = sorted(pack.left_out, key=lambda item: (-item.score, item.path, item.name))
    for item in ordered[:limit]:
        yield item.name or item.path, item.reason, item.why, f"{item.score:.2f}"
