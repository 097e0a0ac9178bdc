"""Explain the code at a place in words; nothing is changed.

The kind has none of the protocol's own roots: each of those promises an edit, and some clients run them on their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide import targets
from contexten.ide.assists.fix import problems_at
from contexten.ide.offer import Assist, Offer, offer
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from contexten.ide.place import Place

KIND = "contexten.explain"
TITLE = "Explain with Contexten"


def find(place: Place) -> tuple[Offer, ...]:
    """One offer on what is selected, inside a definition, and at a problem."""
    problems = problems_at(place)
    if not (place.selected or place.innermost or problems):
        return ()
    target = targets.explain(place, problems)
    return () if target is None else (offer("explain.code", TITLE, KIND, target),)


ASSIST = Assist(
    intent=Intent.EXPLAIN,
    kind=KIND,
    automatic=False,
    titles={"explain.code": TITLE},
    when="Code is selected, or the cursor is inside a definition or on an error or warning. Nothing is changed.",
    find=find,
)
