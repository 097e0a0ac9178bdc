"""Methods that a setting turns on: registered with the client when it does, and taken back when it does not."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from contexten.lsp.session import Session

SECTIONS = ("navigation", "inlineCompletion")
"""The settings that decide about them."""


class OptionalMethods:
    """What the client has been told of them in one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._started = False
        self._known: dict[str, types.Registration] = {}

    async def start(self) -> None:
        """Register what the settings ask for, from now on whenever they change."""
        self._started = True
        await self._follow()

    def changed(self) -> None:
        """Other settings hold."""
        if self._started:
            self._session.spawn(self._follow(), "optional methods")

    @cached_property
    def _lock(self) -> asyncio.Lock:
        return asyncio.Lock()

    async def _follow(self) -> None:
        async with self._lock:
            editor, known = self._session.editor, self._known
            wanted = {item.id: item for item in self._wanted()}
            self._known = wanted
            await editor.unregister([item for item in known.values() if wanted.get(item.id) != item])
            await editor.register([item for item in wanted.values() if known.get(item.id) != item])

    def _wanted(self) -> list[types.Registration]:
        inline = self._session.announced.register_inline_completion and wants_inline_completion(self._session)
        return [*self._session.navigation.registrations(), *([_inline_completion()] if inline else [])]


def wants_inline_completion(session: Session) -> bool:
    """Whether suggestions are turned on and a model is named that could make them."""
    has_model = session.config.for_suggestions().has_model or session.options.provider is not None
    return session.config.inline_enabled and has_model


def _inline_completion() -> types.Registration:
    # VS Code's client ignores a registration without a selector.
    everywhere = [types.TextDocumentFilterScheme(scheme=scheme) for scheme in ("file", "untitled")]
    method = types.TEXT_DOCUMENT_INLINE_COMPLETION
    options = types.InlineCompletionRegistrationOptions(document_selector=everywhere)
    return types.Registration(id=f"contexten.{method}", method=method, register_options=options)
