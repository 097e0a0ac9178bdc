"""What was spent, by day and model: counts that several processes add to."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


_COLUMNS = tuple(field.name for field in fields(Spent))


class UsageRecords:
    """One row for each day and model."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, day: str, model: str, spent: Spent) -> None:
        """Add to the sums of `day` (YYYY-MM-DD)."""
        names = ", ".join(_COLUMNS)
        places = ", ".join("?" for _ in _COLUMNS)
        sums = ", ".join(f"{name} = {name} + excluded.{name}" for name in _COLUMNS)
        statement = (
            f"INSERT INTO usage(day, model, {names}) VALUES(?, ?, {places}) "
            f"ON CONFLICT(day, model) DO UPDATE SET {sums}"
        )
        values = (day, model, *(getattr(spent, name) for name in _COLUMNS))
        self._database.write(lambda connection: connection.execute(statement, values).rowcount, default=0)

    def of_day(self, day: str) -> dict[str, Spent]:
        """The sums of one day by model; rows that cannot be read are left out."""
        statement = f"SELECT model, {', '.join(_COLUMNS)} FROM usage WHERE day = ? ORDER BY model"  # noqa: S608
        rows: list[tuple[object, ...]] = self._database.read(
            lambda connection: connection.execute(statement, (day,)).fetchall(), []
        )
        return {str(model): spent for model, *values in rows if (spent := _read(values)) is not None}

    def trim(self) -> None:
        """Forget all but the latest days."""
        statement = "DELETE FROM usage WHERE day NOT IN (SELECT DISTINCT day FROM usage ORDER BY day DESC LIMIT ?)"
        self._database.write(lambda connection: connection.execute(statement, (_DAYS_KEPT,)).rowcount, default=0)


def _read(values: list[object]) -> Spent | None:
    if not all(isinstance(value, int | float) for value in values):
        return None
    return Spent(*values)  # pyright: ignore[reportArgumentType] - numbers, as checked
