"""`shutdown`: the protocol guard has cancelled what was running; the answer says that nothing more will be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.lsp.session import Session


def shutdown(session: Session, params: None) -> None:
    """End background work."""
    del params
    session.stop_background()
