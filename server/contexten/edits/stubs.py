"""Refuses a body that is still a stub once it is in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.edits.model import FileEdit, Place, Refused
from contexten.syntax.at import definitions_at
from contexten.syntax.parse import CHECK_DEADLINE, parse
from contexten.text import Span, moved

if TYPE_CHECKING:
    from contexten.edits.site import Site


def still_unfinished(site: Site, file: FileEdit) -> Refused | None:
    """Refused where a body was asked for and the definition in the result is unfinished."""
    request = site.request
    if request.place is not Place.BODY or request.definition is None:
        return None
    before = next((item for item in site.facts.definitions if item.span == request.definition), None)
    after = parse(file.result, site.language, deadline=CHECK_DEADLINE)
    if before is None or after is None:
        return None
    start = moved(before.name_start, file.patches)
    item = next((item for item in definitions_at(after, Span(start, start)) if item.name_start == start), None)
    if item is None or not item.unfinished:
        return None
    return Refused("the answer leaves it unfinished", f"Write the whole body of {item.name}.")
