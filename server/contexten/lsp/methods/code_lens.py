"""`textDocument/codeLens`: usages, stubs to be written, results that wait; only where a setting asks for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from contexten.extensions.codegen.tasks import TaskState
from contexten.ide.lens import Lens, LensKind, lenses
from contexten.lsp.convert import range_of
from contexten.lsp.uris import path_of
from contexten.text import Document, Span
from contexten.trace import visible

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.tasks import Task
    from contexten.lsp.session import Session

SCHEMA = 1
"""Of the lenses' `data`."""


def code_lens(session: Session, params: types.CodeLensParams) -> Coroutine[Any, Any, list[types.CodeLens]]:
    """Those of the text as it is; usages are counted when a lens is resolved."""
    path = path_of(params.text_document.uri)
    snapshot = session.snapshot()
    session.lenses_shown = session.lens_settings
    document = snapshot.document(path) if path is not None and session.config.code_lens_enabled else None

    async def answer() -> list[types.CodeLens]:
        if path is None or document is None or not snapshot.in_sync(path):
            return []
        found = await asyncio.to_thread(lenses, snapshot, path)
        waiting = [task for task in session.integration.tasks.all() if _waits(task, path)]
        kept = [_lens(session, params.text_document.uri, document, item) for item in found]
        return [lens for task in waiting for lens in _pending(session, document, task, path)] + kept

    return answer()


def _lens(session: Session, uri: str, document: Document, lens: Lens) -> types.CodeLens:
    where = range_of(document, lens.span, session.encoding)
    if lens.kind is LensKind.USAGES:
        data = {"schema": SCHEMA, "uri": uri, "version": document.version, "offset": lens.span.start}
        return types.CodeLens(range=where, data=data)
    position = {"line": where.start.line, "character": where.start.character}
    arguments = {"uri": uri, "version": document.version, "position": position, "intent": "implement"}
    word = "Draft the body" if session.integration.drafts_only else "Generate the body"
    return types.CodeLens(where, types.Command(title=word, command="contexten.generate", arguments=[arguments]))


def _waits(task: Task, path: str) -> bool:
    return task.state is TaskState.READY and task.plan is not None and any(f.path == path for f in task.plan.files)


def _pending(session: Session, document: Document, task: Task, path: str) -> list[types.CodeLens]:
    """Two at the file's first line that the result changes; the text may be another one since, so it is cut."""
    files = task.plan.files if task.plan is not None else ()
    starts = [patch.span.start for file in files if file.path == path for patch in file.patches]
    start = min(min(starts, default=0), len(document.data))
    where = range_of(document, Span(start, start), session.encoding)
    argument = [{"task": task.id}]
    return [
        types.CodeLens(
            where, types.Command(visible(f"Accept: {task.title}"), "contexten.task.apply", arguments=argument)
        ),
        types.CodeLens(where, types.Command("Discard", "contexten.task.discard", arguments=argument)),
    ]
