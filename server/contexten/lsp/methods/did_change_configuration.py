"""`workspace/didChangeConfiguration`: pull the settings where the client can be asked, else take what it pushed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from contexten.lsp.methods.initialized import pull_settings
from contexten.lsp.settings import pushed

if TYPE_CHECKING:
    from contexten.lsp.session import Session


def did_change_configuration(session: Session, params: object) -> None:
    """Use the settings as they are now."""
    if session.announced.configuration:
        session.spawn(pull_settings(session), "pull settings")
        return
    settings = cast("Mapping[str, object]", params).get("settings") if isinstance(params, Mapping) else None
    session.configure(pushed(settings))
