"""Runs as they are written down.

**Invariant:** a run changes in the store only from the row that its changer read; who comes second sees what the first
one wrote.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from contexten.agents.model import Run
from contexten.trace import logger

if TYPE_CHECKING:
    from contexten.store.store import Store

_log = logger("agents")


@dataclass(slots=True, eq=False)
class Entry:
    """A run and the row it was read from."""

    run: Run
    row: bytes
    stepping: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a step is written down."""
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    """Not set while the request that starts the run is on its way from this process."""

    sent: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when what this process had to send is answered, or will not be sent."""

    def __post_init__(self) -> None:
        self.idle.set()


class Intents:
    """All runs in the store. Every method waits for the disk: not for the loop."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def degraded(self) -> str:
        """Why nothing is safely written down; empty while it is."""
        return self._store.degraded

    def add(self, run: Run) -> Entry | None:
        """Write a new run; None where that failed."""
        row = msgspec.msgpack.encode(run)
        return Entry(run, row) if self._store.runs.add(run.id, row) else None

    def swap(self, entry: Entry, run: Run) -> bool:
        """Write the entry's next step; the entry then holds it. False where the row is another one by now."""
        row = msgspec.msgpack.encode(run)
        if not self._store.runs.swap(run.id, entry.row, row):
            return False
        entry.run, entry.row = run, row
        return True

    def get(self, intent: str) -> Entry | None:
        """One run, or None."""
        row = self._store.runs.get(intent)
        return None if row is None else _entry(row)

    def all(self) -> list[Entry]:
        """All runs, the newest first."""
        return [entry for entry in map(_entry, self._store.runs.all()) if entry is not None]

    def orphans(self, backend: str) -> list[Entry]:
        """Runs of `backend` that may still change by themselves and whose process is gone."""
        found = self.all()
        return [entry for entry in found if entry.run.backend == backend and self.is_orphan(entry.run)]

    def has_orphans(self, backend: str) -> bool:
        """Whether there are any."""
        return bool(self.orphans(backend))

    def trim(self, kept: int, most_bytes: int) -> None:
        """Forget finished runs beyond the newest `kept` ones, and beyond those that `most_bytes` hold."""
        number = size = 0
        for entry in self.all():
            if entry.run.state.is_over:
                number, size = number + 1, size + len(entry.row)
                if number > kept or size > most_bytes:
                    self._store.runs.delete(entry.run.id)

    def own(self) -> str:
        """The name of this process."""
        return self._store.owners.own()

    def is_orphan(self, run: Run) -> bool:
        """Whether the run may still change by itself and the process that looked after it is gone."""
        return run.state.is_open and not self._store.owners.lives(run.owner)

    def may_launch(self, backend: str, per_day: int) -> float:
        """0 where another launch fits into the day's limit, which is then counted; else the seconds until one does.

        Below 0 where it cannot be counted.
        """
        return self._store.quota.take(f"launches {backend}", per_day, 86_400.0, unsure=-1.0)


def _entry(row: bytes) -> Entry | None:
    try:
        return Entry(msgspec.msgpack.decode(row, type=Run), row)
    except (msgspec.DecodeError, ValueError):
        _log.warning("a kept run could not be read and is left alone")
        return None
