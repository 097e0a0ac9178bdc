"""Run intents: what was asked of an agent, written down before anything is sent.

**Invariant:** a row changes only from the value its changer saw, so of several processes one takes a step; and a step
is on the disk, not only in the system's memory, before the next one is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.store.values import delete_values, is_intact, read_values, seal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from contexten.store.database import Database


class Runs:
    """Runs of agents by the id of their intent."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now

    def add(self, intent: str, value: bytes) -> bool:
        """Write a new one; False where it could not be written, or is there already."""
        row = (intent, value, seal(intent, value), self._now())
        statement = "INSERT OR IGNORE INTO runs(key, value, hash, made) VALUES(?, ?, ?, ?)"
        return self._changed(lambda connection: connection.execute(statement, row).rowcount)

    def swap(self, intent: str, old: bytes, new: bytes) -> bool:
        """Replace `old` by `new`; False where something else stands there, or nothing could be written."""
        row = (new, seal(intent, new), intent, seal(intent, old))
        statement = "UPDATE runs SET value = ?, hash = ? WHERE key = ? AND hash = ?"
        return self._changed(lambda connection: connection.execute(statement, row).rowcount)

    def get(self, intent: str) -> bytes | None:
        """One run, or None."""
        return read_values(self._database, "runs", [intent]).get(intent)

    def all(self) -> list[bytes]:
        """All runs, the newest first; damaged ones are left out."""
        query = "SELECT key, value, hash FROM runs ORDER BY made DESC, key"
        rows: list[tuple[object, object, object]] = self._database.read(
            lambda connection: connection.execute(query).fetchall(), []
        )
        return [value for key, value, mark in rows if isinstance(value, bytes) and is_intact(key, value, mark)]

    def delete(self, intent: str) -> None:
        """Forget one run."""
        delete_values(self._database, "runs", [intent])

    def _changed(self, change: Callable[[sqlite3.Connection], int]) -> bool:
        return self._database.write(change, default=0, durable=True) == 1


class Quota:
    """How often something was done lately, counted over all processes that share the store."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now

    def take(self, name: str, most: int, window: float, *, unsure: float = 0.0) -> float:
        """Count one more where fewer than `most` were counted in the last `window` seconds: 0.

        Otherwise nothing is counted, and the seconds until there is room come back; `unsure` where the file takes
        nothing just now.
        """

        def change(connection: sqlite3.Connection) -> float:
            now = self._now()
            # What lies in the future was written before the clock was set back.
            connection.execute("DELETE FROM quota WHERE name = ? AND (at <= ? OR at > ?)", (name, now - window, now))
            rows = connection.execute("SELECT at FROM quota WHERE name = ? ORDER BY at", (name,)).fetchall()
            if len(rows) >= most:
                return max(0.001, float(rows[len(rows) - most][0]) + window - now)
            connection.execute("INSERT INTO quota(name, at) VALUES(?, ?)", (name, now))
            return 0.0

        return self._database.write(change, default=unsure)
