"""`contexten.status`: the server's own view: its texts, its index, its models, its memory."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contexten import __version__

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import Nothing
    from contexten.lsp.commands.command import Asked
    from contexten.lsp.session import Session


def status(asked: Asked[Nothing]) -> Coroutine[Any, Any, Result]:
    """Look, and change nothing; the texts are those of the moment of asking."""
    return _with_models(asked.session, _looked_up(asked.session))


async def _with_models(session: Session, result: Result) -> Result:
    suggestions = {"inlineCompletion": session.integration.inline.status()}
    return result | await session.integration.status() | suggestions


def _looked_up(session: Session) -> Result:
    snapshot = session.snapshot()
    return {
        "version": __version__,
        "positionEncoding": session.encoding.value,
        "roots": [session.uri_of(root) for root in snapshot.roots],
        "documents": _documents(session),
        "index": {
            "files": snapshot.index.files,
            "symbols": snapshot.index.symbols,
            "pending": session.pending,
        },
        "tasks": Counter(task.state.value for task in session.integration.tasks.all()),
        "memory": _resident(),
    }


def _documents(session: Session) -> list[dict[str, Any]]:
    """The open documents as the server has them; `sha256` is over UTF-8."""
    snapshot = session.snapshot()
    found: list[dict[str, Any]] = []
    for path in snapshot.open_paths:
        document = snapshot.document(path)
        if document is not None:
            found.append(
                {
                    "uri": session.uri_of(path),
                    "version": document.version,
                    "sha256": document.digest,
                    "inSync": snapshot.in_sync(path),
                }
            )
    return found


def _resident() -> int:
    """Bytes of memory in use; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
