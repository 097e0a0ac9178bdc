"""`textDocument/didClose`: the file on disk counts again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.lsp.uris import path_of

if TYPE_CHECKING:
    from lsprotocol import types

    from contexten.lsp.session import Session


def did_close(session: Session, params: types.DidCloseTextDocumentParams) -> None:
    """Forget the buffer."""
    path = path_of(params.text_document.uri)
    if path is not None:
        session.workspace.close(path)
        session.spellings.forget(path)
        session.told_stale.discard(path)
