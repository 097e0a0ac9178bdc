"""`textDocument/definition`: where the name at a place is defined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.ide.navigation.definition import definitions_at
from contexten.lsp.asking import Asked, asked, beside, destinations, no_items

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from lsprotocol import types

    from contexten.lsp.session import Session


def definition(session: Session, params: types.DefinitionParams) -> Coroutine[Any, Any, Any]:
    """Links, or plain places for a client that takes no links."""
    question = asked(session, params.text_document.uri, params.position)
    return no_items() if question is None else beside(lambda: _answer(question))


def _answer(question: Asked) -> list[types.LocationLink] | list[types.Location]:
    found = definitions_at(question.world, question.path, question.offset)
    return destinations(question, found, "textDocument.definition")
