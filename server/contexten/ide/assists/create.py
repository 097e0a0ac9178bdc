"""Create a function or method that is called here and defined nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide import targets
from contexten.ide.missing import missing_call
from contexten.ide.offer import Assist, Offer, offer
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from contexten.ide.place import Place

KIND = "quickfix.contexten.create"


def find(place: Place) -> tuple[Offer, ...]:
    """One offer on a call whose name nothing binds, imports or brings along."""
    missing = missing_call(place, patient=False)
    if missing is None:
        return ()
    word = "method" if missing.owner else "function"
    title = f"Create {word} '{missing.name}'" + (f" in '{missing.owner}'" if missing.owner else "")
    return (offer(f"create.{word}", title, KIND, targets.create(place, missing)),)


ASSIST = Assist(
    intent=Intent.CREATE,
    kind=KIND,
    automatic=False,
    titles={
        "create.function": "Create function 'parse_header'",
        "create.method": "Create method 'retry' in 'Client'",
    },
    when="The cursor is on a call of a function, or of a method of the own class, that is defined nowhere.",
    find=find,
)
