"""Answers about the whole file: blocks that name what they replace, and the file repeated as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.edits.blocks import apply_blocks
from contexten.edits.confine import confined
from contexten.edits.diff import kept_line_ends
from contexten.edits.lines import split_lines
from contexten.edits.model import Place, Refused
from contexten.edits.places import place_code
from contexten.edits.places.insert import gap_at
from contexten.text import Document, Span

if TYPE_CHECKING:
    from contexten.edits.formats import Blocks
    from contexten.edits.site import Pieces, Site


def place_blocks(site: Site, reading: Blocks) -> Pieces | Refused:
    """Carry out the blocks on the file and take over what lies in the asked place."""
    if all(not "".join(block.search).strip() for block in reading.blocks):
        return place_code(site, "\n".join("\n".join(block.replace) for block in reading.blocks))
    lines = apply_blocks(split_lines(site.document.text), reading.blocks, _asked_lines(site))
    if isinstance(lines, Refused):
        return lines
    after = Document(kept_line_ends(site.document, lines))
    if site.request.place in {Place.BODY, Place.DOC}:
        inside = confined(site, after, site.request.definition or site.request.span)
        return inside if isinstance(inside, Refused) else place_code(site, "\n".join(lines))
    return confined(site, after, window(site))


def place_whole(site: Site, text: str) -> Pieces | Refused:
    """Take over what lies in the asked place from the file as the answer repeats it."""
    if site.request.place in {Place.BODY, Place.DOC}:
        return place_code(site, text)
    lines = split_lines(text)
    if site.document.data.endswith((b"\n", b"\r")) and lines[-1]:
        lines.append("")
    pieces = confined(site, Document(kept_line_ends(site.document, lines)), window(site))
    if isinstance(pieces, Refused) and (site.request.place is Place.APPEND or site.enclosing(site.request.span)):
        return place_code(site, text)
    return pieces


def window(site: Site) -> Span:
    """The asked span; where it is empty, the blank lines around it."""
    span, document = site.request.span, site.document
    if len(span):
        return span
    if site.request.place is Place.APPEND:
        return Span(len(document.data.rstrip()), len(document.data))
    return gap_at(document, span.start)


def _asked_lines(site: Site) -> range:
    span = site.request.definition or site.request.span
    document = site.document
    return range(document.line_of(span.start), document.line_of(max(span.start, span.end - 1)) + 1)
