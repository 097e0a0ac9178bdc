"""`workspace/didChangeWorkspaceFolders`: roots come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.lsp.indexing import scan
from contexten.lsp.uris import path_of

if TYPE_CHECKING:
    from lsprotocol import types

    from contexten.lsp.session import Session


def did_change_workspace_folders(session: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Take the new roots and read what is new in them."""
    removed = {path_of(folder.uri) for folder in params.event.removed}
    added = [session.spellings.learn_root(folder.uri) for folder in params.event.added]
    kept = [root for root in session.roots if root not in removed]
    session.roots = tuple(dict.fromkeys([*kept, *(root for root in added if root is not None)]))
    session.workspace.set_roots(session.roots)
    from contexten.lsp.attach import close_doors, listen

    close_doors(session)
    if session.initialized:
        session.spawn(listen(session), "doors")
    session.spawn(scan(session), "scan")
