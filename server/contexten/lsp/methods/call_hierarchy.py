"""`textDocument/prepareCallHierarchy`: the functions and types that a name means, as items to ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from contexten.ide.navigation.calls import callables_at
from contexten.lsp.asking import Asked, asked, beside, location, no_items, symbol_kind
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.index.symbol import Symbol
    from contexten.lsp.session import Session


def prepare_call_hierarchy(session: Session, params: types.CallHierarchyPrepareParams) -> Coroutine[Any, Any, Any]:
    """The function around, where the place has no name of one."""
    question = asked(session, params.text_document.uri, params.position)
    return no_items() if question is None else beside(lambda: _answer(question))


def _answer(question: Asked) -> list[types.CallHierarchyItem]:
    found = callables_at(question.world, question.path, question.offset)
    items = (item_of(question, symbol) for symbol in found)
    return [item for item in items if item is not None]


def item_of(question: Asked, symbol: Symbol) -> types.CallHierarchyItem | None:
    """A definition, or a file, as an item; None where its text is not the one any more that is known."""
    definition = symbol.definition
    is_file = definition.start == definition.end
    name = Span(0, 0) if is_file else definition.name_span
    place = location(question, symbol.path, name)
    whole = Span(min(definition.start, name.start), max(definition.end, name.end))
    around = location(question, symbol.path, whole)
    if place is None or around is None:
        return None
    relative = question.world.snapshot.relative(symbol.path)
    container = symbol.qualified_name.rpartition(".")[0]
    return types.CallHierarchyItem(
        name=symbol.name,
        kind=symbol_kind(question.session, definition.kind),
        uri=place.uri,
        range=around.range,
        selection_range=place.range,
        detail=f"{container} · {relative}" if container else relative,
        data={"file": is_file},
    )
