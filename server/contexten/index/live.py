"""Live: the facts of one changed file, made when a reader first needs them, once.

**Invariant:** a Live never changes what it answers; every thread gets the same record.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from contexten import trace
from contexten.index.tables import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.index.entry import Entry
    from contexten.syntax.facts import FileFacts


class Live:
    """A text whose facts are not known yet; `make` gives its entry, or None where it has none."""

    __slots__ = ("_lock", "_make", "_record")

    def __init__(self, make: Callable[[], Entry | None]) -> None:
        self._make: Callable[[], Entry | None] | None = make
        self._record: Record | None = None
        self._lock = threading.Lock()

    @property
    def record(self) -> Record | None:
        """The file's record; the first call extracts it."""
        if self._make is None:
            return self._record
        with self._lock:
            if self._make is not None:
                entry = _made(self._make)
                self._record = None if entry is None else Record(entry)
                self._make = None
        return self._record

    @property
    def facts(self) -> FileFacts | None:
        """The file's facts; the first call extracts them."""
        record = self.record
        return None if record is None else record.facts


def _made(make: Callable[[], Entry | None]) -> Entry | None:
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - one file must not take the whole index from its readers
        trace.bug("index", f"the facts of a file could not be made: {type(error).__name__}")
        return None
