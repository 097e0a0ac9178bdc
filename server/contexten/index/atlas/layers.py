"""From the layers of a view to segments: a layer that stays the same is joined once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.index.atlas.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.index.atlas.base import Base
    from contexten.index.live import Layer


@dataclass(frozen=True, slots=True)
class _Joined:
    base: Base
    segment: Segment


def segments_of(base: Base, layers: Sequence[Layer]) -> tuple[list[Segment], set[int]]:
    """A segment for each layer, and the file numbers that count no more because a later layer names their path."""
    segments = [_segment(base, layer) for layer in layers]
    dead: set[int] = set()
    start = 0
    for number, segment in enumerate([base, *segments]):
        later = {path for layer in layers[number:] for path in layer}
        known = segment.numbers
        dead.update(known[path] + start for path in later if path in known)
        start += len(segment.paths) if segment.paths else 0
    return segments, dead


def _segment(base: Base, layer: Layer) -> Segment:
    joined = layer.joined
    if isinstance(joined, _Joined) and joined.base is base:
        return joined.segment
    parts = [
        (path, live.facts.language, live.sheet)
        for path, live in sorted(layer.items())
        if live is not None and live.facts is not None and live.sheet is not None
    ]
    segment = Segment.of(parts, base.strings.intern)
    layer.joined = _Joined(base, segment)
    return segment
