"""`textDocument/hover`: counts and suggestions at a definition's name or a block's keyword; no model, no network.

Editors show the hovers of several servers below each other. So this one is short and stays silent at every token that
a language's own server explains.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from lsprotocol import types

from contexten.ide.hover import Card, card_at
from contexten.lsp.convert import range_of
from contexten.lsp.uris import path_of
from contexten.text import offset_at
from contexten.trace import visible

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.ide.rules import Suggestion
    from contexten.lsp.session import Session
    from contexten.text import Document

_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]()#+!<>|~"})
"""What Markdown would read as more than text."""


def hover(session: Session, params: types.HoverParams) -> Coroutine[object, object, types.Hover | None]:
    """The text is that of the moment of asking; the looking up is done beside the loop, so that no key waits."""
    path = path_of(params.text_document.uri)
    snapshot = session.snapshot()
    document = snapshot.document(path) if path is not None and session.config.hover_enabled else None
    if path is None or document is None or not snapshot.in_sync(path):
        return _nothing()
    offset = offset_at(document, params.position.line, params.position.character, session.encoding)
    disabled, counting = session.config.hover_disabled, session.was_read

    async def answer() -> types.Hover | None:
        card = await asyncio.to_thread(card_at, snapshot, path, offset, disabled=disabled, counting=counting)
        return None if card is None else _hover(session, params, document, card)

    return answer()


async def _nothing() -> None:
    return None


def _hover(session: Session, params: types.HoverParams, document: Document, card: Card) -> types.Hover:
    if session.announced.markdown_hover:
        kind, text = types.MarkupKind.Markdown, _markdown(session, params, document, card)
    else:
        kind, text = types.MarkupKind.PlainText, _plain(card)
    return types.Hover(
        contents=types.MarkupContent(kind=kind, value=visible(text)),
        range=range_of(document, card.span, session.encoding),
    )


def _plain(card: Card) -> str:
    lines = [f"{card.title}: {'; '.join(card.facts)}"]
    return "\n".join([*lines, *(f"- {item.title}" for item in card.suggestions)])


def _markdown(session: Session, params: types.HoverParams, document: Document, card: Card) -> str:
    kind, _, name = card.title.partition(" ")
    facts = "; ".join(card.facts).translate(_SIGNS)
    lines = [f"{kind} **{name.translate(_SIGNS)}**: {facts}"]
    may_link = session.announced.command_links and not session.integration.drafts_only
    for item in card.suggestions:
        text = f"- {item.title.translate(_SIGNS)}"
        lines.append(f"{text} · [Do it]({_link(params, document, item)})" if may_link else text)
    return lines[0] + ("\n\n" + "\n".join(lines[1:]) if card.suggestions else "")


def _link(params: types.HoverParams, document: Document, suggestion: Suggestion) -> str:
    arguments = {
        "uri": params.text_document.uri,
        "version": document.version,
        "position": {"line": params.position.line, "character": params.position.character},
        "instruction": suggestion.instruction,
        "id": f"suggestion.{suggestion.rule}",
    }
    return "command:contexten.refactor?" + quote(json.dumps([arguments], separators=(",", ":")), safe="")
