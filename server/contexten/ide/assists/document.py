"""Write the doc text of a definition: a docstring, a JSDoc, Go, Rust or Java doc comment."""

from __future__ import annotations

from contexten.ide import targets
from contexten.ide.offer import Assist, Offer, offer
from contexten.ide.place import Place, header
from contexten.workspace.target import Intent

KIND = "refactor.rewrite.contexten.document"


def find(place: Place) -> tuple[Offer, ...]:
    """One offer on the header of a function, method or type; its title tells whether there is a doc yet."""
    definition = place.innermost
    if definition is None or not header(definition).covers(place.span):
        return ()
    name = f"{definition.kind.value} '{definition.name}'"
    target = targets.document(place, definition)
    if definition.doc:
        return (offer("document.rewrite", f"Rewrite the docs of {name}", KIND, target),)
    return (offer("document.write", f"Document {name}", KIND, target),)


ASSIST = Assist(
    intent=Intent.DOCUMENT,
    kind=KIND,
    automatic=False,
    titles={
        "document.write": "Document function 'send'",
        "document.rewrite": "Rewrite the docs of function 'send'",
    },
    when="The cursor is on the header of a function, method or type.",
    find=find,
)
