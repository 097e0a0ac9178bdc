"""Write the body of an unfinished function, method or class.

def send(self, request: Request) -> Response:
raise NotImplementedError
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide import targets
from contexten.ide.offer import Assist, Offer, offer
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from contexten.ide.place import Place

KIND = "refactor.rewrite.contexten.implement"


def find(place: Place) -> tuple[Offer, ...]:
    """One offer inside an unfinished definition: on its header, its decorators or its body."""
    definition = place.unfinished
    if definition is None:
        return ()
    word = definition.kind.value
    title = f"Implement {word} '{definition.name}'"
    return (offer(f"implement.{word}", title, KIND, targets.implement(place, definition)),)


ASSIST = Assist(
    intent=Intent.IMPLEMENT,
    kind=KIND,
    automatic=True,
    titles={
        "implement.function": "Implement function 'send'",
        "implement.method": "Implement method 'send'",
        "implement.class": "Implement class 'Client'",
    },
    when="The cursor is anywhere inside a definition whose body is a stub.",
    find=find,
)
