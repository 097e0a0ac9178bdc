"""Events of files that change outside the editor, collected until they pause."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.lsp.session import Session

_STORM = 0.3
"""Seconds without a further event after which collected events are taken."""
_PATIENCE = 3.0
"""Seconds after which they are taken even if further ones keep coming."""


class Watch:
    """Collects file events until they pause."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._events: dict[str, bool] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._since = 0.0

    def __len__(self) -> int:
        return len(self._events)

    def add(self, path: str, *, deleted: bool) -> None:
        """One event; the last one of a path counts."""
        loop = asyncio.get_running_loop()
        if not self._events:
            self._since = loop.time()
        self._events.pop(path, None)
        self._events[path] = deleted
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.call_at(min(loop.time() + _STORM, self._since + _PATIENCE), self._take)

    def _take(self) -> None:
        events, self._events = self._events, {}
        self._session.spawn(self._follow(events), "watched files")

    async def _follow(self, events: dict[str, bool]) -> None:
        """Off the loop, because a changed ignore file or very many files cause a scan."""
        changed = [path for path, deleted in events.items() if not deleted]
        deleted = [path for path, deleted in events.items() if deleted]
        await asyncio.to_thread(self._session.workspace.files_changed, changed, deleted)
