"""`textDocument/didSave`: with the text, which heals a document that lost its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.lsp.uris import path_of

if TYPE_CHECKING:
    from lsprotocol import types

    from contexten.lsp.session import Session


def did_save(session: Session, params: types.DidSaveTextDocumentParams) -> None:
    """Tell the workspace."""
    path = path_of(params.text_document.uri)
    if path is not None:
        session.workspace.saved(path, params.text)
