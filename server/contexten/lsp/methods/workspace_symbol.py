"""`workspace/symbol`: the definitions of the whole workspace that some letters fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types

from contexten.ide.navigation.workspace_symbols import FoundSymbol, workspace_symbols
from contexten.lsp.asking import no_items, stoppable, symbol_kind
from contexten.lsp.convert import range_of
from contexten.lsp.uris import path_of
from contexten.text import Span, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from contexten.lsp.session import Session
    from contexten.workspace.snapshot import Snapshot

_MOST = 100
Answer = list[types.WorkspaceSymbol] | list[types.SymbolInformation]


def workspace_symbol(session: Session, params: types.WorkspaceSymbolParams) -> Coroutine[Any, Any, Any]:
    """At most 100, best first, of the languages that are switched on."""
    if not session.config.navigation_languages:
        return no_items()
    snapshot, languages = session.snapshot(), frozenset(item.id for item in session.navigation.languages)

    def work(stop: Callable[[], bool]) -> Answer:
        found = workspace_symbols(snapshot, params.query, languages, most=_MOST, stop=stop)
        if session.announced.symbol_ranges_later:
            return [_unplaced(session, item) for item in found]
        placed = (_placed(session, snapshot, item) for item in found if not stop())
        return [item for item in placed if item is not None]

    return stoppable(work)


def workspace_symbol_resolve(session: Session, symbol: types.WorkspaceSymbol) -> Coroutine[Any, Any, Any]:
    """The symbol with its place; as it came where its file has another text since."""
    snapshot = session.snapshot()

    def work(_stop: Callable[[], bool]) -> types.WorkspaceSymbol:
        where = _resolved(session, snapshot, symbol)
        if where is not None:
            symbol.location = where
        return symbol

    return stoppable(work)


def _resolved(session: Session, snapshot: Snapshot, symbol: types.WorkspaceSymbol) -> types.Location | None:
    path, data = path_of(symbol.location.uri), cast("object", symbol.data)
    document = None if path is None else snapshot.document(path)
    start = cast("Mapping[str, object]", data).get("start") if isinstance(data, dict) else None
    if document is None or not isinstance(start, int):
        return None
    name = encode(symbol.name)
    if start < 0 or document.data[start : start + len(name)] != name:
        start = document.data.find(name)
    span = Span(start, start + len(name)) if start >= 0 else Span(0, 0)
    return types.Location(symbol.location.uri, range_of(document, span, session.encoding))


def _unplaced(session: Session, found: FoundSymbol) -> types.WorkspaceSymbol:
    return types.WorkspaceSymbol(
        location=types.LocationUriOnly(session.uri_of(found.path)),
        name=found.name,
        kind=symbol_kind(session, found.kind),
        container_name=found.container or None,
        data={"start": found.span.start},
    )


def _placed(session: Session, snapshot: Snapshot, found: FoundSymbol) -> types.SymbolInformation | None:
    document = snapshot.document(found.path)
    if document is None or document.data[found.span.start : found.span.end] != found.name.encode():
        return None
    return types.SymbolInformation(
        location=types.Location(session.uri_of(found.path), range_of(document, found.span, session.encoding)),
        name=found.name,
        kind=symbol_kind(session, found.kind),
        container_name=found.container or None,
    )
