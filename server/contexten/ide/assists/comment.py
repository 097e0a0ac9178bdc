"""Do what a marker comment says.

# ai: retry three times, then give up
response = self.transport.send(request)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide import targets
from contexten.ide.comments import instruction_at
from contexten.ide.offer import Assist, Offer, offer, shortened
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from contexten.ide.place import Place

KIND = "refactor.rewrite.contexten.comment"


def find(place: Place) -> tuple[Offer, ...]:
    """One offer on the lines of a comment with the marker and an instruction."""
    asked = instruction_at(place)
    if asked is None:
        return ()
    return (offer("comment.do", f"Do: {shortened(asked.text)}", KIND, targets.comment(place, asked)),)


ASSIST = Assist(
    intent=Intent.COMMENT,
    kind=KIND,
    automatic=True,
    titles={"comment.do": "Do: add retry with backoff"},
    when="The cursor is on a comment that carries the marker and an instruction.",
    find=find,
)
