"""Give what a marker comment says to an agent, where it reaches further than one answer does.

# ai: rename gross to brutto everywhere
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.ide import targets
from contexten.ide.breadth import reaches_far
from contexten.ide.comments import instruction_at
from contexten.ide.offer import Assist, Offer, offer, shortened
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from contexten.ide.place import Place

KIND = "refactor.rewrite.contexten.agent"
LAUNCH = "contexten.agent.launch"


def find(place: Place) -> tuple[Offer, ...]:
    """One offer, the second choice beside doing it here, on a comment whose instruction reaches far."""
    asked = instruction_at(place)
    if asked is None or reaches_far(asked.text) is None:
        return ()
    found = offer("agent.comment", f"Ask an agent: {shortened(asked.text)}", KIND, targets.comment(place, asked))
    return (replace(found, command=LAUNCH),)


ASSIST = Assist(
    intent=Intent.COMMENT,
    kind=KIND,
    automatic=True,
    titles={"agent.comment": "Ask an agent: rename gross to brutto everywhere"},
    when="The cursor is on such a comment, and its instruction reaches further than one answer (see docs/agents.md).",
    find=find,
)
