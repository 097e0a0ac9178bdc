"""`$/setTrace`: accepted; the server's own log is set by `contexten.log.level`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lsprotocol import types

    from contexten.lsp.session import Session


def set_trace(session: Session, params: types.SetTraceParams) -> None:
    """Nothing is traced to the client: a trace would hold source text."""
    del session, params
