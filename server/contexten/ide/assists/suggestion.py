"""Do what a hover suggests: one entry for each suggestion, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide.hover import suggestions_at
from contexten.ide.offer import Assist, Offer, offer, shortened
from contexten.ide.rules import RULES, Suggestion
from contexten.ide.wish import target_for
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from contexten.ide.place import Place

KIND = "refactor.rewrite.contexten.suggestion"
_TITLE = 120


def find(place: Place) -> tuple[Offer, ...]:
    """What the hover of the same token suggests, in the same order."""
    offers = (_offer(place, item) for item in suggestions_at(place))
    return tuple(item for item in offers if item is not None)


def _offer(place: Place, suggestion: Suggestion) -> Offer | None:
    """The target is what `contexten.refactor` finds at this place, so that both change the same code."""
    target = target_for(place.snapshot, place.path, place.span, Intent.REWRITE, suggestion.instruction)
    if not isinstance(target, Target):
        return None
    return offer(f"suggestion.{suggestion.rule}", shortened(suggestion.title, _TITLE), KIND, target)


ASSIST = Assist(
    intent=Intent.REWRITE,
    kind=KIND,
    automatic=False,
    titles={f"suggestion.{rule.id}": rule.example for rule in RULES},
    when="The cursor is on the name or keyword of a function, or of a block, of which a rule of hover.md has "
    "something to say.",
    find=find,
)
