"""What the handlers of navigation share: the question as it was asked, work beside the loop, places to answer."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from lsprotocol import types

from contexten.lsp.convert import range_of
from contexten.lsp.uris import path_of
from contexten.syntax.facts import SymbolKind
from contexten.text import Span, offset_at

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from contexten.codebase.world import World
    from contexten.ide.navigation.definition import Definitions
    from contexten.lsp.session import Session
    from contexten.text import Document

_T = TypeVar("_T")
_KINDS = {
    SymbolKind.MODULE: types.SymbolKind.Module,
    SymbolKind.CLASS: types.SymbolKind.Class,
    SymbolKind.INTERFACE: types.SymbolKind.Interface,
    SymbolKind.STRUCT: types.SymbolKind.Struct,
    SymbolKind.ENUM: types.SymbolKind.Enum,
    SymbolKind.TYPE: types.SymbolKind.TypeParameter,
    SymbolKind.FUNCTION: types.SymbolKind.Function,
    SymbolKind.METHOD: types.SymbolKind.Method,
    SymbolKind.VARIABLE: types.SymbolKind.Variable,
    SymbolKind.CONSTANT: types.SymbolKind.Constant,
    SymbolKind.FIELD: types.SymbolKind.Field,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A place in a file whose language is switched on, in the text as it was when the question came."""

    session: Session
    world: World
    path: str
    document: Document
    offset: int

    def range(self, span: Span) -> types.Range:
        """A span of the file as the client counts."""
        return range_of(self.document, span, self.session.encoding)


def asked(session: Session, uri: str, position: types.Position | None = None) -> Asked | None:
    """The question; None where navigation is off for the file, or its text is not known for sure."""
    path = path_of(uri)
    if path is None or not session.config.navigation_languages:
        return None
    snapshot = session.snapshot()
    document = snapshot.document(path) if session.navigation.covers(snapshot, path) else None
    if document is None or not snapshot.in_sync(path):
        return None
    offset = 0 if position is None else offset_at(document, position.line, position.character, session.encoding)
    return Asked(session, session.navigation.world(snapshot), path, document, offset)


def beside(work: Callable[[], _T]) -> Coroutine[None, None, _T]:
    """The result of work in a thread. If the request is cancelled before it begins it is never done."""
    return asyncio.to_thread(work)


async def stoppable(work: Callable[[Callable[[], bool]], _T]) -> _T:
    """The same for work that asks now and then whether to stop, because the request was cancelled."""
    stopped = threading.Event()
    try:
        return await asyncio.to_thread(work, stopped.is_set)
    finally:
        stopped.set()


async def nothing() -> None:
    """The answer where there is none."""


async def no_items() -> list[None]:
    """The answer where there are none."""
    return []


def location(question: Asked, path: str, span: Span) -> types.Location | None:
    """A place in any file as the client counts; None where its text is not the one any more that is known."""
    document = question.world.snapshot.document(path)
    if document is None or span.end > len(document.data):
        return None
    return types.Location(question.session.uri_of(path), range_of(document, span, question.session.encoding))


def destinations(
    question: Asked, found: Definitions | None, feature: str
) -> list[types.LocationLink] | list[types.Location]:
    """Places to go to: as links where the client takes them for this feature, by its name in the capabilities."""
    if found is None:
        return []
    if feature not in question.session.announced.links:
        places = (location(question, item.path, item.name) for item in found.landings)
        return [place for place in places if place is not None]
    links: list[types.LocationLink] = []
    for item in found.landings:
        whole, name = location(question, item.path, item.whole), location(question, item.path, item.name)
        if whole is not None and name is not None:
            links.append(types.LocationLink(whole.uri, whole.range, name.range, question.range(found.origin)))
    return links


def symbol_kind(session: Session, kind: SymbolKind) -> types.SymbolKind:
    """The client's word for a kind; a plain one where it does not know the better one."""
    wanted = _KINDS[kind]
    return wanted if wanted.value in session.announced.symbol_kinds else types.SymbolKind.Class
