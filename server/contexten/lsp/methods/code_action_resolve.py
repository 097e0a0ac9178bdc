"""`codeAction/resolve`: every action is complete already, but some clients resolve all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.lsp.session import Session


def code_action_resolve(session: Session, params: object) -> object:
    """The action as it came."""
    del session
    return params
