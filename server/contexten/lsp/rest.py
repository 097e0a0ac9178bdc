"""Rest: what is done for the machine when the person has asked for nothing for a while."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.lsp.session import Session

_PAUSE = 2.0
"""Seconds without a command after which freed memory goes back to the system."""


class Rest:
    """Choosing context frees as much memory as it takes, but the C library keeps it: 15 to 100 MB, by the workspace."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._timer: asyncio.TimerHandle | None = None

    def put_off(self, seconds: float = _PAUSE) -> None:
        """Something was asked; rest begins anew."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._begin)

    def stop(self) -> None:
        """Rest no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _begin(self) -> None:
        self._session.spawn(asyncio.to_thread(self._session.host.relieve), "rest")
