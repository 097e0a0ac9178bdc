"""The last entry of the menu: show what a model would read for the first one. Nothing is asked of a model.

Its kind has none of the protocol's own roots: those promise an edit, and some clients run them on their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from contexten.lsp.kinds import CONTEXT, admits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contexten.lsp.session import Session

TITLE = "Show what a model would read here"
_KEYS = ("uri", "version", "range", "intent", "instruction", "diagnostics")


def context_action(
    session: Session, arguments: Mapping[str, object], only: Sequence[str]
) -> types.CodeAction | types.Command | None:
    """The entry for the place of `arguments`, those of another action; None where it is not asked for.

    Our own client has a view for it and gets none.
    """
    if not admits(only, CONTEXT) or session.announced.stream or "range" not in arguments:
        return None
    argument = {key: arguments[key] for key in _KEYS if key in arguments} | {"show": True}
    command = types.Command(title=TITLE, command="contexten.context", arguments=[argument])
    if not session.announced.code_action_literals:
        return command
    return types.CodeAction(title=TITLE, kind=CONTEXT, command=command)
