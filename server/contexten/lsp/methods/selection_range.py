"""`textDocument/selectionRange`: what to select around some places, from the smallest to the whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from contexten.lsp.asking import Asked, asked, beside, no_items
from contexten.syntax.ranges import spans_around
from contexten.text import offset_at

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.lsp.session import Session


def selection_range(session: Session, params: types.SelectionRangeParams) -> Coroutine[Any, Any, Any]:
    """One for each of the places, in their order."""
    question, places = asked(session, params.text_document.uri), params.positions
    return no_items() if question is None else beside(lambda: [_answer(question, place) for place in places])


def _answer(question: Asked, place: types.Position) -> types.SelectionRange:
    offset = offset_at(question.document, place.line, place.character, question.session.encoding)
    parsed = question.world.snapshot.parsed(question.path)
    where = types.Range(place, place)
    spans = () if parsed is None else spans_around(parsed, offset)
    found: types.SelectionRange | None = None
    for span in reversed(spans):
        found = types.SelectionRange(question.range(span), found)
    return found or types.SelectionRange(where)
