"""`workspace/didChangeWatchedFiles`: files changed outside the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from contexten.lsp.uris import path_of

if TYPE_CHECKING:
    from contexten.lsp.session import Session


def did_change_watched_files(session: Session, params: types.DidChangeWatchedFilesParams) -> None:
    """Collect the events; storms, such as a checkout, are taken as one."""
    for event in params.changes:
        path = path_of(event.uri)
        if path is not None:
            session.watch.add(path, deleted=event.type is types.FileChangeType.Deleted)
