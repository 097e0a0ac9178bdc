"""`textDocument/didOpen`: the editor's text counts from here on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lsprotocol import types

    from contexten.lsp.session import Session


def did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    """Take the document; schemes other than `file` and `untitled` are not ours."""
    item = params.text_document
    path = session.spellings.learn(item.uri)
    if path is not None:
        session.told_stale.discard(path)
        session.workspace.open(path, str(item.language_id), item.text, item.version)
