"""`window/workDoneProgress/cancel`: the person pressed the cancel button of a progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lsprotocol import types

    from contexten.lsp.session import Session


def work_done_progress_cancel(session: Session, params: types.WorkDoneProgressCancelParams) -> None:
    """Cancel the work that is shown under the token."""
    # lsprotocol lets values of any type through here.
    if isinstance(params.token, str | int):  # pyright: ignore[reportUnnecessaryIsInstance]
        session.progresses.cancel(params.token)
