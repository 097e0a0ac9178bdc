"""The type around the target: its members, inherited ones included, which the current file may not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.rank import Candidate
from contexten.context.weights import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene


def enclosing(scene: Scene) -> Iterator[Candidate]:
    """Members of the enclosing type by their prior."""
    owner = scene.owner
    if owner is None:
        return
    for members in scene.resolver.members(owner).values():
        for member in members[:1]:
            inherited = member.path != owner.path or not owner.definition.span.covers(member.definition.span)
            reason = f"inherited by {owner.name}" if inherited else f"member of {owner.name} around the target"
            yield Candidate(member, Source.ENCLOSING, scene.prior(member), reason)
