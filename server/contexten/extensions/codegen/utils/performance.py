"""The performance monitor: how long each stage takes, how many tokens each model took, and what they cost.

In this process, in memory, a few microseconds for each generation. What is shown is of the last runs; what was spent
by day and model is kept in the store.
"""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from contexten.errors import ConfigError
from contexten.extensions.codegen.outcome import Origin
from contexten.store.usage import Spent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from contexten.extensions.codegen.outcome import Generation
    from contexten.extensions.codegen.utils.telemetry import Telemetry
    from contexten.llm.protocol import Usage
    from contexten.store.usage import UsageRecords

_KEPT = 1_000
"""Samples of each stage that percentiles are taken over: the last ones."""
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    prompt: float
    completion: float

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        """US dollars for so many tokens."""
        return (self.prompt * prompt_tokens + self.completion * completion_tokens) / _MILLION


def parse_prices(rows: Iterable[str]) -> dict[str, Price]:
    """The price of each model out of `name=prompt/completion`. Raises ConfigError that names the row."""
    prices: dict[str, Price] = {}
    for row in rows:
        name, _, numbers = row.partition("=")
        prompt, _, completion = numbers.partition("/")
        try:
            price = Price(float(prompt), float(completion))
        except ValueError:
            price = Price(math.nan, math.nan)
        if not name.strip() or not (0 <= price.prompt < math.inf and 0 <= price.completion < math.inf):
            raise ConfigError(f"The price {row!r} is not of the form 'model=2.50/10': dollars for a million tokens.")
        prices[name.strip()] = price
    return prices


@dataclass(slots=True)
class _Stage:
    count: int = 0
    samples: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def add(self, milliseconds: float) -> None:
        self.count += 1
        self.samples.append(milliseconds)

    def described(self) -> dict[str, float]:
        ordered = sorted(self.samples)
        p50, p95, p99 = (_percentile(ordered, share) for share in (0.5, 0.95, 0.99))
        return {"count": self.count, "p50": p50, "p95": p95, "p99": p99, "max": ordered[-1]}


def _percentile(ordered: list[float], share: float) -> float:
    """The nearest-rank percentile of sorted samples."""
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 3)


class PerformanceMonitor:
    """Counts of one integration; `usage` keeps what was spent, by day."""

    def __init__(
        self,
        usage: UsageRecords,
        *,
        prices: Mapping[str, Price] | None = None,
        telemetry: Telemetry | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._usage = usage
        self._clock = clock
        self._stages: dict[str, _Stage] = {}
        self._outcomes: dict[str, int] = {}
        self._origins: dict[str, int] = {}
        self.prices = dict(prices or {})
        self.telemetry = telemetry

    def record(self, generation: Generation) -> None:
        """Take in one finished run."""
        for name, milliseconds in generation.stages.items():
            self._stages.setdefault(name, _Stage()).add(milliseconds)
        outcome, origin = type(generation.outcome).__name__.lower(), generation.origin.value
        self._outcomes[outcome] = self._outcomes.get(outcome, 0) + 1
        self._origins[origin] = self._origins.get(origin, 0) + 1
        spent = self.spent(generation)
        if spent is not None:
            self._usage.add(self._day(), generation.model, spent)
        if self.telemetry is not None:
            self.telemetry.record(generation, spent)

    def record_suggestion(self, model: str, usage: Usage) -> None:
        """Take in what one call for code at the cursor cost, which belongs to no run."""
        self._usage.add(self._day(), model, replace(self._call(model, usage), suggestions=1))

    def today(self) -> dict[str, Spent]:
        """What was spent today by model, by all processes of the person; looks into the store."""
        return self._usage.of_day(self._day())

    def described(self) -> dict[str, object]:
        """Stages (milliseconds), outcomes, origins, and today's tokens and money by model."""
        today = {name: spent.described() for name, spent in self.today().items()}
        return {
            "stages": {name: stage.described() for name, stage in self._stages.items()},
            "outcomes": dict(self._outcomes),
            "origins": dict(self._origins),
            "today": today,
        }

    def spent(self, generation: Generation) -> Spent | None:
        """What one run took of a model; None where no model gave the answer."""
        usage, model = generation.usage, generation.model
        if not model or generation.origin is not Origin.MODEL:
            return Spent(cached=1) if model and generation.origin is Origin.CACHE else None
        return self._call(model, usage)

    def _call(self, model: str, usage: Usage) -> Spent:
        price = self.prices.get(model)
        cost = price.of(usage.prompt_tokens, usage.completion_tokens) if price else 0.0
        return Spent(
            calls=1,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            dollars=cost,
            unpriced=int(price is None),
        )

    def _day(self) -> str:
        return time.strftime("%Y-%m-%d", time.localtime(self._clock()))
