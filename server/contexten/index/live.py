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

    from contexten.syntax.facts import FileFacts


class Live:
    """A text whose facts are not known yet; `make` gives them, or None where it has none."""

    __slots__ = ("_facts", "_lock", "_make", "_record")

    def __init__(self, make: Callable[[], FileFacts | None]) -> None:
        self._make: Callable[[], FileFacts | None] | None = make
        self._facts: FileFacts | None = None
        self._record: Record | None = None
        self._lock = threading.Lock()

    @property
    def facts(self) -> FileFacts | None:
        """The file's facts; the first call extracts them."""
        if self._make is not None:
            with self._lock:
                if self._make is not None:
                    self._facts = _made(self._make)
                    self._make = None
        return self._facts

    @property
    def record(self) -> Record | None:
        """The file's record, None where it has no facts."""
        facts = self.facts
        if self._record is None and facts is not None:
            self._record = Record(facts)
        return self._record


def _made(make: Callable[[], FileFacts | None]) -> FileFacts | None:
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - one file must not take the whole index from its readers
        trace.bug("index", f"the facts of a file could not be made: {type(error).__name__}")
        return None
