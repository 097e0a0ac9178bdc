"""What was spent, by day and model: counts that several processes add to."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import msgspec

from contexten.store.values import is_intact, seal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from contexten.store.database import Database

_DAYS_KEPT = 400


@dataclass(frozen=True, slots=True)
class Spent:
    """Sums of one day and model."""

    calls: int = 0
    cached: int = 0
    """Answers that were taken from the cache instead."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    dollars: float = 0.0
    unpriced: int = 0
    """Calls of a model whose price is not known: they are in no sum of money."""
    suggestions: int = 0
    """Calls that nobody asked for by hand: for code at the cursor while somebody types."""

    def described(self) -> dict[str, float]:
        """The sums as JSON."""
        return {
            "calls": self.calls,
            "cached": self.cached,
            "promptTokens": self.prompt_tokens,
            "completionTokens": self.completion_tokens,
            "dollars": round(self.dollars, 6),
            "unpriced": self.unpriced,
        }


class UsageRecords:
    """One row for each day and model; a damaged row counts as none and is written anew."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, day: str, model: str, spent: Spent) -> None:
        """Add to the sums of `day` (YYYY-MM-DD)."""
        key = f"{day} {model}"

        def change(connection: sqlite3.Connection) -> None:
            row = connection.execute("SELECT key, value, hash FROM spent WHERE key = ?", (key,)).fetchone()
            value = msgspec.json.encode(_sum(_read(row) or Spent(), spent))
            connection.execute(
                "INSERT OR REPLACE INTO spent(key, value, hash, day, model) VALUES(?, ?, ?, ?, ?)",
                (key, value, seal(key, value), day, model),
            )

        self._database.write(change, default=None)

    def of_day(self, day: str) -> dict[str, Spent]:
        """The sums of one day by model; rows that cannot be read are left out."""
        statement = "SELECT model, key, value, hash FROM spent WHERE day = ? ORDER BY model"
        rows: list[tuple[object, ...]] = self._database.read(
            lambda connection: connection.execute(statement, (day,)).fetchall(), []
        )
        return {str(model): spent for model, *row in rows if (spent := _read(row)) is not None}

    def trim(self) -> None:
        """Forget all but the latest days."""
        statement = "DELETE FROM spent WHERE day NOT IN (SELECT DISTINCT day FROM spent ORDER BY day DESC LIMIT ?)"
        self._database.write(lambda connection: connection.execute(statement, (_DAYS_KEPT,)).rowcount, default=0)


def _read(row: Sequence[object] | None) -> Spent | None:
    if row is None:
        return None
    key, value, mark = row
    if not is_intact(key, value, mark) or not isinstance(value, bytes):
        return None
    try:
        return msgspec.json.decode(value, type=Spent)
    except msgspec.DecodeError:
        return None


def _sum(one: Spent, other: Spent) -> Spent:
    return Spent(*(getattr(one, field.name) + getattr(other, field.name) for field in fields(Spent)))
