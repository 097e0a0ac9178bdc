"""Rewrite the selected code, widened to whole statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide import targets
from contexten.ide.offer import Assist, Offer, offer
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from contexten.ide.place import Place

KIND = "refactor.rewrite.contexten.selection"


def find(place: Place) -> tuple[Offer, ...]:
    """One offer for a selection that holds more than white space and does not lie within a string."""
    if not place.selected or place.in_string:
        return ()
    return (offer("rewrite.selection", "Rewrite the selection", KIND, targets.rewrite(place, place.span)),)


ASSIST = Assist(
    intent=Intent.REWRITE,
    kind=KIND,
    automatic=True,
    titles={"rewrite.selection": "Rewrite the selection"},
    when="Something other than white space is selected.",
    find=find,
)
