"""`contexten.reindex`: read all files of the workspace anew, where the editor's news of changes are not trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.lsp.indexing import scan

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import Nothing
    from contexten.lsp.commands.command import Asked
    from contexten.lsp.session import Session


def reindex(asked: Asked[Nothing]) -> Coroutine[Any, Any, Result]:
    """Look at every file of the roots; what did not change is not parsed again."""
    return _reindexed(asked.session)


async def _reindexed(session: Session) -> Result:
    runs_already = session.scanning
    await scan(session)
    view = session.snapshot().index
    result: Result = {"outcome": "done", "index": {"files": view.files, "symbols": view.symbols}}
    if runs_already:
        result |= {"outcome": "queued", "reason": "The workspace is being read; it is read once more after that."}
    return result
