"""The workspace of a script: one folder, indexed when it is first needed, looked at again before each use.

Editors bring a workspace of their own; here nobody tells what changes on disk.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contexten.store.store import Store
    from contexten.workspace.snapshot import Snapshot

_FRESH = 2.0
"""Seconds for which the files are taken to be as they were; a look at them costs up to 100 ms on a large tree."""


class ProjectFolder:
    """A lazily indexed folder. Every method blocks: call it off the event loop; from any thread."""

    def __init__(
        self,
        root: Path,
        store: Store,
        *,
        exclude: Sequence[str] = (),
        workers: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.root = Path(root).absolute()
        self._workers = workers
        self._clock = clock
        self._lock = threading.Lock()
        self._looked: float | None = None
        self._workspace = Workspace([str(self.root)], store)
        self._workspace.exclude(exclude)

    @property
    def is_indexed(self) -> bool:
        """Whether the index was made already."""
        return self._looked is not None

    def snapshot(self) -> Snapshot:
        """The files as they are now, or were two seconds ago."""
        with self._lock:
            if self._looked is None or self._clock() - self._looked > _FRESH:
                self._workspace.scan(workers=self._workers)
                self._looked = self._clock()
            return self._workspace.snapshot()

    def close(self) -> None:
        """End what runs in the background."""
        self._workspace.stop()
        self._workspace.wait()
