"""Asking the person before code goes to an endpoint that only settings named.

Settings can come from the repository itself, and the server cannot see their scope; so the first use of such an
endpoint in a workspace is a question, and no answer is a no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.extensions.codegen.providers import NoModel, approve

if TYPE_CHECKING:
    from contexten.lsp.session import Session

_ALLOW = "Allow for this workspace"
_DENY = "Not now"


async def approve_endpoint(session: Session, model: str | None) -> None:
    """Ask where the endpoint needs it, and remember a yes for this workspace."""
    integration = session.integration
    found = await integration.model(model)
    if not isinstance(found, NoModel) or found.needs_approval is None:
        return
    origin = found.needs_approval
    question = f"The settings name {origin} as the model's endpoint. May Contexten send code of this workspace there?"
    if await session.editor.choose(question, (_ALLOW, _DENY)) == _ALLOW:
        approve(session.store, integration.workspace, origin)
