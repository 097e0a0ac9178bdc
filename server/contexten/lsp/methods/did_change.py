"""`textDocument/didChange`: positions in the client's encoding become byte patches on the text they were made on.

Synchronous, because an asynchronous handler lets the next request overtake it. The JSON is read here and not by
lsprotocol, which rejects positions that clients do send, and with them the whole change.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from lsprotocol import types

from contexten import trace
from contexten.lsp.shapes import WrongShape, shaped
from contexten.lsp.uris import path_of
from contexten.text import Document, Patch, PositionEncoding, Span, encode, offset_at
from contexten.workspace.sync import Stale

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.lsp.session import Session

_log = trace.logger("lsp.sync")

_NEVER = -1
"""A version that is older than any."""


class _Position(msgspec.Struct):
    line: int
    character: int


class _Range(msgspec.Struct):
    start: _Position
    end: _Position


class Change(msgspec.Struct):
    """One content change; without a range it is the whole text."""

    text: str
    range: _Range | None = None


class _Identifier(msgspec.Struct):
    uri: str
    version: int | None = None


class _Named(msgspec.Struct, rename="camel"):
    text_document: _Identifier


class _Params(msgspec.Struct, rename="camel"):
    text_document: _Identifier
    content_changes: list[Change]


def did_change(session: Session, params: object) -> None:
    """Apply the changes, each on the text after the former; a stale version is not applied and is told once."""
    try:
        given = shaped(params, _Params)
    except WrongShape:
        _lose(session, params)
        return
    path = path_of(given.text_document.uri)
    if path is None:
        return
    changes = [step_of(change, session.encoding) for change in given.content_changes]
    result = session.workspace.change(path, given.text_document.version, changes)
    if isinstance(result, Stale):
        _tell(session, path, result.reason)


def step_of(change: Change, encoding: PositionEncoding) -> str | Callable[[Document], Patch]:
    """The whole new text, or the patch that the change is on the text it was made on."""
    if change.range is None:
        return change.text
    return partial(_patch, change.range, change.text, encoding)


def _patch(where: _Range, text: str, encoding: PositionEncoding, document: Document) -> Patch:
    first = offset_at(document, where.start.line, where.start.character, encoding)
    last = offset_at(document, where.end.line, where.end.character, encoding)
    return Patch(Span(min(first, last), max(first, last)), encode(text))


def _lose(session: Session, params: object) -> None:
    """A change that cannot be read leaves the document behind the editor's."""
    try:
        path = path_of(shaped(params, _Named).text_document.uri)
    except WrongShape:
        _log.warning("a change of no document was ignored")
        return
    if path is not None and isinstance(session.workspace.change(path, _NEVER, ()), Stale):
        _tell(session, path, "a change could not be read")


def _tell(session: Session, path: str, reason: str) -> None:
    """Once for each document, or every key would be a line in the log."""
    if path not in session.told_stale:
        session.told_stale.add(path)
        _log.warning("a change was not applied: %s", reason)
        name = path.rsplit("/", 1)[-1]
        text = f"Contexten lost track of the text of '{name}'. Save it, or close and open it, to go on."
        session.editor.show(text, types.MessageType.Warning)
