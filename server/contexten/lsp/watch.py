"""Events of files that change outside the editor, collected until they pause."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.lsp.session import Session

_STORM = 0.3
"""Seconds without a further event after which collected events are taken."""
_RESCAN = 500
"""Events from which on reading everything again is cheaper than following each."""
IGNORE_FILES = (".gitignore", ".contextenignore")


class Watch:
    """Collects file events until they pause."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._deleted: dict[str, bool] = {}
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._deleted)

    def add(self, path: str, *, deleted: bool) -> None:
        """One event; the last one of a path counts."""
        self._deleted.pop(path, None)
        self._deleted[path] = deleted
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_STORM, self._take)

    def _take(self) -> None:
        from contexten.lsp.indexing import scan

        events, self._deleted = self._deleted, {}
        rules = any(path.endswith(IGNORE_FILES) for path in events)
        if rules or len(events) > _RESCAN:
            self._session.spawn(scan(self._session), "scan")
            return
        self._session.workspace.files_changed(
            [path for path, deleted in events.items() if not deleted],
            [path for path, deleted in events.items() if deleted],
        )
