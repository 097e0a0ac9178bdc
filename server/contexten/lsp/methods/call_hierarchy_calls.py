"""`callHierarchy/incomingCalls` and `callHierarchy/outgoingCalls`: who calls an item, and whom it calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types

from contexten.ide.navigation.calls import incoming, outgoing, symbol_at
from contexten.index.resolve import module_symbol
from contexten.lsp.asking import Asked, asked, beside, location, no_items
from contexten.lsp.methods.call_hierarchy import item_of

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from contexten.index.symbol import Symbol
    from contexten.lsp.session import Session
    from contexten.text import Span


def incoming_calls(session: Session, params: types.CallHierarchyIncomingCallsParams) -> Coroutine[Any, Any, Any]:
    """By file and place."""
    item = params.item
    question = asked(session, item.uri, item.selection_range.start)
    return no_items() if question is None else beside(lambda: _incoming(question, item))


def outgoing_calls(session: Session, params: types.CallHierarchyOutgoingCallsParams) -> Coroutine[Any, Any, Any]:
    """In the order of the first calls."""
    item = params.item
    question = asked(session, item.uri, item.selection_range.start)
    return no_items() if question is None else beside(lambda: _outgoing(question, item))


def _incoming(question: Asked, item: types.CallHierarchyItem) -> list[types.CallHierarchyIncomingCall]:
    symbol = _symbol(question, item)
    found: list[types.CallHierarchyIncomingCall] = []
    for calls in () if symbol is None else incoming(question.world, symbol):
        caller = item_of(question, calls.other)
        ranges = _ranges(question, calls.other.path, calls.spans)
        if caller is not None and ranges:
            found.append(types.CallHierarchyIncomingCall(caller, ranges))
    return found


def _outgoing(question: Asked, item: types.CallHierarchyItem) -> list[types.CallHierarchyOutgoingCall]:
    symbol = _symbol(question, item)
    found: list[types.CallHierarchyOutgoingCall] = []
    for calls in () if symbol is None else outgoing(question.world, symbol):
        called = item_of(question, calls.other)
        ranges = _ranges(question, question.path, calls.spans)
        if called is not None and ranges:
            found.append(types.CallHierarchyOutgoingCall(called, ranges))
    return found


def _symbol(question: Asked, item: types.CallHierarchyItem) -> Symbol | None:
    data = cast("object", item.data)
    is_file = cast("Mapping[str, object]", data).get("file") is True if isinstance(data, dict) else False
    if is_file:
        return module_symbol(question.world.view, question.path)
    return symbol_at(question.world, question.path, question.offset, item.name)


def _ranges(question: Asked, path: str, spans: Sequence[Span]) -> list[types.Range]:
    places = (location(question, path, span) for span in spans)
    return [place.range for place in places if place is not None]
