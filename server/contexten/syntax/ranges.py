"""What a person may want to select around a place, from the smallest to the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.syntax.nodes import path_to, span_of
from contexten.text import Span

if TYPE_CHECKING:
    from contexten.syntax.parse import Parsed


_MOST = 100
"""A sum of a thousand summands is a tree of a thousand levels; what holds a span for each in the next is written, and
read by editors, by functions that call themselves."""
_OUTER = 20


def spans_around(parsed: Parsed, offset: int) -> tuple[Span, ...]:
    """The nodes around byte `offset`, the innermost first, each larger than the one before; the file is the last.

    Of more than `_MOST` those in the middle are left out.
    """
    size = len(parsed.data)
    paths = [path_to(parsed.tree, Span(place, place)) for place in (offset, max(offset - 1, 0))]
    # At the end of a word the word is meant, not the space behind it.
    nodes = max(paths, key=lambda path: (path[-1].end_byte >= offset and path[-1].is_named, len(path)))
    spans = [Span(0, size), *(span_of(node) for node in nodes)]
    kept: list[Span] = []
    for span in spans:
        inside = span.start <= offset <= span.end and len(span) > 0
        if inside and (not kept or (kept[-1].covers(span) and kept[-1] != span)):
            kept.append(span)
    if len(kept) > _MOST:
        kept = [*kept[:_OUTER], *kept[_OUTER - _MOST :]]
    return tuple(reversed(kept)) or (Span(0, size),)
