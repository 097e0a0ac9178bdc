"""`workspace/textDocumentContent` (LSP 3.18): the content of a document under `contexten-context:`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from contexten.lsp.session import Session


def text_document_content(session: Session, params: types.TextDocumentContentParams) -> types.TextDocumentContentResult:
    """The text as it was made; one that is gone says so, as an editor may open it again after a restart."""
    return types.TextDocumentContentResult(text=session.documents.text(params.uri))
