"""`textDocument/documentHighlight`: where a file itself says the name at a place, with the same meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from contexten.ide.navigation.highlight import mentions_at
from contexten.lsp.asking import Asked, asked, beside, no_items

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.lsp.session import Session


def document_highlight(session: Session, params: types.DocumentHighlightParams) -> Coroutine[Any, Any, Any]:
    """Places that bind the name are told from those that use it."""
    question = asked(session, params.text_document.uri, params.position)
    return no_items() if question is None else beside(lambda: _answer(question))


def _answer(question: Asked) -> list[types.DocumentHighlight]:
    write, read = types.DocumentHighlightKind.Write, types.DocumentHighlightKind.Read
    found = mentions_at(question.world, question.path, question.offset)
    return [types.DocumentHighlight(question.range(item.span), write if item.binds else read) for item in found]
