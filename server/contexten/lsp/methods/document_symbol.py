"""`textDocument/documentSymbol`: the definitions of one file, nested where the client can show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from contexten.ide.navigation.document_symbols import Entry, document_symbols
from contexten.lsp.asking import Asked, asked, beside, no_items, symbol_kind

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from contexten.lsp.session import Session

Symbols = list[types.DocumentSymbol] | list[types.SymbolInformation]


def document_symbol(session: Session, params: types.DocumentSymbolParams) -> Coroutine[Any, Any, Any]:
    """Those of the text as it is."""
    question = asked(session, params.text_document.uri)
    uri = params.text_document.uri
    return no_items() if question is None else beside(lambda: _answer(question, uri))


def _answer(question: Asked, uri: str) -> Symbols:
    entries = document_symbols(question.world.snapshot, question.path)
    if question.session.announced.nested_symbols:
        return [_nested(question, entry) for entry in entries]
    return [item for entry in entries for item in _flat(question, uri, entry, "")]


def _nested(question: Asked, entry: Entry) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=entry.name if not entry.owner else f"{entry.owner}.{entry.name}",
        kind=symbol_kind(question.session, entry.kind),
        range=question.range(entry.span),
        selection_range=question.range(entry.name_span),
        detail=entry.detail or None,
        children=[_nested(question, child) for child in entry.inside],
    )


def _flat(question: Asked, uri: str, entry: Entry, around: str) -> Iterator[types.SymbolInformation]:
    yield types.SymbolInformation(
        location=types.Location(uri, question.range(entry.span)),
        name=entry.name,
        kind=symbol_kind(question.session, entry.kind),
        container_name=entry.owner or around or None,
    )
    for child in entry.inside:
        yield from _flat(question, uri, child, entry.name)
