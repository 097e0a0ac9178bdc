"""Make the file that an import asks for and that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide.missing_module import missing_module
from contexten.ide.offer import Assist, NewFile, Offer
from contexten.text import Span
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from contexten.ide.place import Place

KIND = "quickfix.contexten.module"
COMMAND = "contexten.generateModule"


def find(place: Place) -> tuple[Offer, ...]:
    """One offer on an import whose module would be a file of the workspace that does not exist."""
    missing = missing_module(place)
    if missing is None:
        return ()
    target = Target(missing.path, Intent.INSERT, Span(0, 0), name=missing.shown)
    made = NewFile(missing.path, missing.names, place.path)
    return (Offer("create.module", f"Create module '{missing.shown}'", KIND, target, COMMAND, made),)


ASSIST = Assist(
    intent=Intent.INSERT,
    kind=KIND,
    automatic=False,
    titles={"create.module": "Create module '.helpers'"},
    when="The cursor is on an import of a file that does not exist: of Python by dots or in a package of the "
    "workspace, of JavaScript and TypeScript by a path that begins with a dot.",
    find=find,
    command=COMMAND,
)
