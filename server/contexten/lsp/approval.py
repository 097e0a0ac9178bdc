"""Asking the person before code goes to an endpoint that only settings named.

Settings can come from the repository itself, and the server cannot see their scope; so the first use of such an
endpoint in a workspace is a question, and no answer is a no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.extensions.codegen.providers import NoModel, approve

if TYPE_CHECKING:
    from contexten.llm.endpoints import Origin
    from contexten.lsp.session import Session

_ALLOW = "Allow for this workspace"
_DENY = "Not now"


async def approve_endpoint(session: Session, model: str | None) -> None:
    """Ask where the endpoint needs it, and remember a yes for this workspace."""
    found = await session.integration.model(model)
    if isinstance(found, NoModel) and found.needs_approval is not None:
        await _ask(session, found.needs_approval)


async def tell_of(session: Session, news: NoModel) -> None:
    """Tell why there are no suggestions; where a person's yes is what lacks, ask for it."""
    if news.needs_approval is None:
        session.editor.show(news.reason)
    else:
        await _ask(session, news.needs_approval)


async def _ask(session: Session, origin: Origin) -> None:
    question = f"The settings name {origin} as the model's endpoint. May Contexten send code of this workspace there?"
    if await session.editor.choose(question, (_ALLOW, _DENY)) == _ALLOW:
        approve(session.store, session.integration.workspace, origin)
