"""`contexten.context`: what would be sent to a model for a place, and why. Calls nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from contexten.errors import DiskError
from contexten.extensions.codegen.context_page import context_page
from contexten.extensions.codegen.outcome import Stale
from contexten.extensions.codegen.report import Result, packed, title_of
from contexten.ide import NOTHING_ASKED
from contexten.ide.place import Declined
from contexten.lsp.commands.wish import Wish, chosen_intent, options_of, wish_at
from contexten.lsp.reading import kept_file, reading_folder
from contexten.lsp.uris import default_uri
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

    from contexten.lsp.commands.arguments import WhereContext
    from contexten.lsp.commands.command import Asked
    from contexten.lsp.session import Session


def context(asked: Asked[WhereContext]) -> Coroutine[Any, Any, Result]:
    """Choose and pack the context for a place; with `show` open it as a document, whose URI is `document`.

    Where nothing is asked for, it is the context of an explanation.
    """
    intent = chosen_intent(asked.arguments.intent, ())
    found = wish_at(asked.session, asked.arguments, intent)
    if found is NOTHING_ASKED:
        found = wish_at(asked.session, asked.arguments, Intent.EXPLAIN)
    return _context(asked, found)


async def _context(asked: Asked[WhereContext], found: Wish | Declined | Stale) -> Result:
    match found:
        case Declined(reason):
            return {"task": None, "outcome": "refused", "reason": reason}
        case Stale(reason):
            return {"task": None, "outcome": "stale", "reason": reason}
        case Wish(snapshot, target):
            options = await options_of(asked.arguments, snapshot, target)
            pack = await asked.session.integration.context(snapshot, target, options)
            result: Result = {"task": None, "outcome": "previewed", "context": packed(snapshot, pack)}
            if asked.arguments.show:
                result["document"] = await _show(asked.session, title_of(snapshot, target), result["context"])
            return result


async def _show(session: Session, title: str, pack: Result) -> str | None:
    """Open the context in the richest way that the client has; the document's URI, None where it could not be made."""
    page = context_page(title, pack)
    if session.announced.text_document_content and session.announced.show_document:
        uri, known = session.documents.put(title, page)
        if known:
            await session.editor.refresh(uri)
    else:
        try:
            path = await asyncio.to_thread(_read_only, reading_folder(session), title, page)
        except (DiskError, OSError):
            session.editor.show("The context could not be written into the cache folder; look at the answer instead.")
            return None
        uri = default_uri(str(path))
    if not await session.editor.open(uri):
        session.editor.show(f"What a model would read is in {uri}.")
    return uri


def _read_only(folder: Path, name: str, text: str) -> Path:
    path = kept_file(folder, name, text)
    path.chmod(0o400)
    return path
