"""`textDocument/inlineCompletion` (3.18): a model's suggestion at the cursor; only where a setting asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from contexten.lsp.approval import tell_of
from contexten.lsp.convert import range_of
from contexten.lsp.uris import path_of
from contexten.text import Span, offset_at

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.lsp.session import Session

_Items = list[types.InlineCompletionItem]


def inline_completion(session: Session, params: types.InlineCompletionParams) -> Coroutine[Any, Any, _Items]:
    """At most one suggestion for the text of the moment of asking; a newer request of the document ends this one."""
    path = path_of(params.text_document.uri)
    snapshot = session.snapshot()
    document = snapshot.document(path) if path is not None and session.config.inline_enabled else None
    if path is None or document is None or not snapshot.is_open(path):
        return _nothing()
    offset = offset_at(document, params.position.line, params.position.character, session.encoding)
    invoked = params.context.trigger_kind is types.InlineCompletionTriggerKind.Invoked
    chosen = params.context.selected_completion_info

    async def answer() -> _Items:
        text = await session.integration.inline.complete(snapshot, path, offset, invoked=invoked)
        news = session.integration.inline.take_news()
        if news is not None:
            session.spawn(tell_of(session, news), "news of suggestions")
        if not text:
            return []
        if chosen is None:
            where = range_of(document, Span(offset, offset), session.encoding)
            return [types.InlineCompletionItem(insert_text=text, range=where)]
        # A popup's chosen entry is shown as if it were written: only what goes on from it can be shown.
        start = offset_at(document, chosen.range.start.line, chosen.range.start.character, session.encoding)
        whole = document.slice(Span(min(start, offset), offset)) + text
        return (
            [types.InlineCompletionItem(insert_text=whole, range=chosen.range)] if whole.startswith(chosen.text) else []
        )

    return answer()


async def _nothing() -> _Items:
    return []
