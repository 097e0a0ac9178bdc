"""Values that stay until someone deletes them: tasks, manifests, approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.store.values import delete_values, is_intact, read_values, seal, write_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.store.database import Database


class Tasks:
    """Runs of generations and agents by their id."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now

    def put(self, task: str, value: bytes) -> None:
        """Write one task; its place in time is that of the first writing."""
        mark = seal(task, value)
        made = self._now()
        self._database.write(
            lambda connection: (
                connection.execute(
                    "INSERT INTO tasks(key, value, hash, made) VALUES(?, ?, ?, ?) "
                    "ON CONFLICT(key) DO UPDATE SET value = excluded.value, hash = excluded.hash",
                    (task, value, mark, made),
                ).rowcount
            ),
            default=0,
        )

    def get(self, task: str) -> bytes | None:
        """One task, or None."""
        return read_values(self._database, "tasks", [task]).get(task)

    def all(self) -> list[bytes]:
        """All tasks, the newest first; damaged ones are left out."""
        rows: list[tuple[object, object, object]] = self._database.read(
            lambda connection: connection.execute(
                "SELECT key, value, hash FROM tasks ORDER BY made DESC, key"
            ).fetchall(),
            [],
        )
        return [value for key, value, mark in rows if isinstance(value, bytes) and is_intact(key, value, mark)]

    def delete(self, task: str) -> None:
        """Forget one task."""
        delete_values(self._database, "tasks", [task])


class Manifests:
    """What a root looked like at its last scan, by root."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now

    def get(self, root: str) -> bytes | None:
        """The manifest of `root`, or None."""
        return read_values(self._database, "manifests", [root]).get(root)

    def put(self, root: str, value: bytes) -> None:
        """Replace the manifest of `root`."""
        write_values(self._database, "manifests", {root: value}, {"used": self._now()})

    def clear(self) -> None:
        """Forget all manifests."""
        self._database.write(lambda connection: connection.execute("DELETE FROM manifests").rowcount, default=0)


class Approvals:
    """Which origin a workspace may send code to, as the person said."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, workspace: str, origin: str) -> None:
        """Remember the person's yes."""
        mark = seal(workspace, origin.encode())
        self._database.write(
            lambda connection: (
                connection.execute(
                    "INSERT OR REPLACE INTO approvals(workspace, origin, hash) VALUES(?, ?, ?)",
                    (workspace, origin, mark),
                ).rowcount
            ),
            default=0,
        )

    def has(self, workspace: str, origin: str) -> bool:
        """Whether the person said yes to exactly this pair; a damaged row is a no."""
        row = self._database.read(
            lambda connection: connection.execute(
                "SELECT hash FROM approvals WHERE workspace = ? AND origin = ?", (workspace, origin)
            ).fetchone(),
            None,
        )
        return row is not None and row[0] == seal(workspace, origin.encode())
