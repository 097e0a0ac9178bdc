"""Values with their SHA-256 beside them: a row that was damaged reads as a miss and is dropped.

Source of the rule: random damage to a SQLite file gave wrong values silently in 10 of 60 cases.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from contexten.store.database import Database


def seal(key: str, value: bytes) -> bytes:
    """The hash that is stored beside `value` under `key`."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass") + b"\0" + value).digest()


def is_intact(key: object, value: object, mark: object) -> bool:
    """Whether a row is what was written."""
    return isinstance(key, str) and isinstance(value, bytes) and mark == seal(key, value)


def read_values(database: Database, table: str, keys: Iterable[str]) -> dict[str, bytes]:
    """The intact values of `keys` in `table`; damaged rows are deleted."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, bytes] = {}
    damaged: list[str] = []
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ",".join("?" * len(part))
        query = f"SELECT key, value, hash FROM {table} WHERE key IN ({marks})"  # noqa: S608 # a table of ours
        rows: list[tuple[object, ...]] = database.read(
            lambda connection, query=query, part=part: connection.execute(query, part).fetchall(), []
        )
        for key, value, mark in rows:
            if isinstance(key, str) and isinstance(value, bytes) and is_intact(key, value, mark):
                found[key] = value
            else:
                damaged.append(str(key))
    if damaged:
        delete_values(database, table, damaged)
    return found


def write_values(database: Database, table: str, values: Mapping[str, bytes], more: Mapping[str, float]) -> bool:
    """Write `values` in one transaction, each with the columns `more`; False where nothing was written."""
    columns = ["key", "value", "hash", *more]
    marks = ",".join("?" * len(columns))
    statement = f"INSERT OR REPLACE INTO {table}({','.join(columns)}) VALUES({marks})"
    rows = [(key, value, seal(key, value), *_columns(more, value)) for key, value in values.items()]

    def change(connection: sqlite3.Connection) -> bool:
        connection.executemany(statement, rows)
        return True

    return database.write(change, default=False)


def delete_values(database: Database, table: str, keys: Iterable[str]) -> None:
    """Delete the rows of `keys` in `table`."""
    rows = [(key,) for key in keys]

    def change(connection: sqlite3.Connection) -> None:
        connection.executemany(f"DELETE FROM {table} WHERE key = ?", rows)  # noqa: S608 # a table of ours

    database.write(change, default=None)


def _columns(more: Mapping[str, float], value: bytes) -> tuple[float, ...]:
    return tuple(len(value) if name == "size" else number for name, number in more.items())
