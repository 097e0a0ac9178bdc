"""Methods that a setting turns on: registered with the client when it does, and taken back when it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.lsp.session import Session


@dataclass(frozen=True, slots=True)
class Optional:
    """One method. It is registered where the client lets it come and go."""

    method: str
    is_wanted: Callable[[Session], bool]
    is_registrable: Callable[[Session], bool]
    options: Callable[[], Any]

    @property
    def id(self) -> str:
        """Of the registration."""
        return f"contexten.{self.method}"


def wants_inline_completion(session: Session) -> bool:
    """Whether suggestions are turned on and a model is named that could make them."""
    return session.config.inline_enabled and (session.config.has_model or session.options.provider is not None)


def _everywhere() -> list[types.TextDocumentFilterScheme]:
    # VS Code's client ignores a registration without a selector.
    return [types.TextDocumentFilterScheme(scheme=scheme) for scheme in ("file", "untitled")]


OPTIONAL: tuple[Optional, ...] = (
    Optional(
        types.TEXT_DOCUMENT_INLINE_COMPLETION,
        wants_inline_completion,
        lambda session: session.announced.register_inline_completion,
        lambda: types.InlineCompletionRegistrationOptions(document_selector=_everywhere()),
    ),
)


async def follow_settings(session: Session) -> None:
    """Register what the settings now want and take back what they do not want any more; renew the lenses."""
    if session.lenses_shown not in {None, session.lens_settings}:
        session.refresh_lenses(shown=True)
    wanted = [row for row in OPTIONAL if row.is_registrable(session) and row.is_wanted(session)]
    new = [row for row in wanted if row.method not in session.registered]
    gone = [row for row in OPTIONAL if row.method in session.registered and row not in wanted]
    session.registered = {row.method for row in wanted}
    await session.editor.unregister([types.Unregistration(id=row.id, method=row.method) for row in gone])
    await session.editor.register(
        [types.Registration(id=row.id, method=row.method, register_options=row.options()) for row in new]
    )
