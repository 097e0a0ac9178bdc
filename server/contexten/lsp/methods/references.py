"""`textDocument/references`: where what the name at a place means is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.ide.navigation.references import references_at
from contexten.lsp.asking import Asked, asked, beside, location, no_items

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from lsprotocol import types

    from contexten.lsp.session import Session


def references(session: Session, params: types.ReferenceParams) -> Coroutine[Any, Any, Any]:
    """All of them, by file and place."""
    question = asked(session, params.text_document.uri, params.position)
    declaration = params.context.include_declaration
    return no_items() if question is None else beside(lambda: _answer(question, declaration=declaration))


def _answer(question: Asked, *, declaration: bool) -> list[types.Location]:
    found = references_at(question.world, question.path, question.offset, declaration=declaration)
    places = (location(question, item.path, item.span) for item in found)
    return [place for place in places if place is not None]
