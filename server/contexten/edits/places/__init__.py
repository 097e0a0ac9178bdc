"""One file for each Place: how code is fitted there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.edits.model import Place, Refused
from contexten.edits.places.append import place_append
from contexten.edits.places.body import place_body
from contexten.edits.places.doc import place_doc
from contexten.edits.places.insert import place_insert
from contexten.edits.places.replace import place_replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contexten.edits.site import Pieces, Site

PLACES: Mapping[Place, Callable[[Site, str], Pieces | Refused]] = {
    Place.BODY: place_body,
    Place.REPLACE: place_replace,
    Place.DOC: place_doc,
    Place.INSERT: place_insert,
    Place.APPEND: place_append,
}


def place_code(site: Site, code: str) -> Pieces | Refused:
    """Fit `code` to the place that the request names."""
    return PLACES[site.request.place](site, code)


__all__ = ["PLACES", "place_code"]
