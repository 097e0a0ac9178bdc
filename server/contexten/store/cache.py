"""Values that may be forgotten: bounded in bytes and in age, the least recently used go first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.store.values import delete_values, is_intact, read_values, write_values

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping

    from contexten.store.database import Database

_TOUCH_AFTER = 3_600.0
"""Seconds until a read is written down again: a warm start must not rewrite every row."""
_TRIM_TO = 0.8


class Cache:
    """One table of values by digest."""

    def __init__(
        self, database: Database, table: str, *, max_bytes: int, max_age: float, now: Callable[[], float]
    ) -> None:
        self._database = database
        self._table = table
        self._max_bytes = max_bytes
        self._max_age = max_age
        self._now = now
        self._written = 0

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """The values that are there, by key; what is missing, damaged or too old is left out."""
        wanted = list(keys)
        if not wanted:
            return {}
        found = read_values(self._database, self._table, wanted)
        self._touch(found)
        return found

    def put_many(self, values: Mapping[str, bytes]) -> bool:
        """Keep `values` for later; the oldest ones go when the table has grown too large. False: none was kept."""
        if not values:
            return True
        return self._put(values, self._columns(self._now()))

    def _put(self, values: Mapping[str, bytes], columns: Mapping[str, float]) -> bool:
        kept = write_values(self._database, self._table, values, columns)
        self._written += sum(map(len, values.values()))
        if self._written * 20 > self._max_bytes:
            self.trim()
        return kept

    def trim(self) -> None:
        """Delete what is too old, then the least recently used rows until the table is below its limit."""
        self._written = 0
        self._database.write(self._trim, default=None)

    def clear(self) -> int:
        """Delete everything; how many values that were."""
        statement = f"DELETE FROM {self._table}"  # noqa: S608 # a table of ours
        return self._database.write(lambda connection: connection.execute(statement).rowcount, default=0)

    def size(self) -> tuple[int, int]:
        """How many values there are, and their bytes."""
        statement = f"SELECT count(*), coalesce(sum(size), 0) FROM {self._table}"  # noqa: S608 # ours
        count, total = self._database.read(lambda connection: connection.execute(statement).fetchone(), (0, 0))
        return int(count), int(total)

    def _columns(self, now: float) -> dict[str, float]:
        return {"used": now, "size": 0}

    def _touch(self, found: Iterable[str]) -> None:
        now = self._now()
        stale = now - _TOUCH_AFTER
        statement = f"UPDATE {self._table} SET used = ? WHERE key = ? AND used < ?"  # noqa: S608 # ours
        query = f"SELECT key FROM {self._table} WHERE used < ?"  # noqa: S608 # ours
        old: set[str] = set(
            self._database.read(lambda connection: [row[0] for row in connection.execute(query, (stale,))], list[str]())
        )
        rows = [(now, key, stale) for key in found if key in old]
        if rows:
            self._database.write(lambda connection: connection.executemany(statement, rows).rowcount, default=0)

    def _trim(self, connection: sqlite3.Connection) -> None:
        table = self._table
        connection.execute(f"DELETE FROM {table} WHERE used < ?", (self._now() - self._max_age,))  # noqa: S608
        total = int(connection.execute(f"SELECT coalesce(sum(size), 0) FROM {table}").fetchone()[0])  # noqa: S608
        if total <= self._max_bytes:
            return
        surplus = total - int(self._max_bytes * _TRIM_TO)
        oldest: list[tuple[str]] = []
        for key, size in connection.execute(f"SELECT key, size FROM {table} ORDER BY used"):  # noqa: S608
            if surplus <= 0:
                break
            oldest.append((key,))
            surplus -= size if isinstance(size, int) else 0
        connection.executemany(f"DELETE FROM {table} WHERE key = ?", oldest)  # noqa: S608
        connection.execute("PRAGMA incremental_vacuum")


class Blobs(Cache):
    """Facts of files by their digest."""


@dataclass(frozen=True, slots=True)
class Made:
    """A value, and when it was made, in seconds since the epoch."""

    value: bytes
    when: float


class Generations(Cache):
    """Answers by their recipe's digest; an answer expires however often it is used."""

    def get(self, recipe: str) -> Made | None:
        """The answer kept for `recipe`, or None; one that was damaged is deleted."""
        row: tuple[object, object, object, object] | None = self._database.read(
            lambda connection: connection.execute(
                "SELECT value, hash, made, used FROM generations WHERE key = ?", (recipe,)
            ).fetchone(),
            None,
        )
        if row is None:
            return None
        value, mark, made, used = row
        if not isinstance(value, bytes) or not isinstance(made, (int, float)) or not is_intact(recipe, value, mark):
            delete_values(self._database, self._table, [recipe])
            return None
        now = self._now()
        if made < now - self._max_age:
            return None
        if not isinstance(used, (int, float)) or used < now - _TOUCH_AFTER:
            self._touch([recipe])
        return Made(value, float(made))

    def put(self, recipe: str, value: bytes, made: float | None = None) -> bool:
        """Keep `value` as the answer for `recipe`; `made`: when, if not now. False where it was not kept."""
        now = self._now()
        columns = {"used": now, "size": 0, "made": now if made is None else made}
        return self._put({recipe: value}, columns)

    def _columns(self, now: float) -> dict[str, float]:
        return {"used": now, "size": 0, "made": now}

    def _trim(self, connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM generations WHERE made < ?", (self._now() - self._max_age,))
        super()._trim(connection)
