"""The same figures for OpenTelemetry, where its package is installed and a person asked for it.

Contexten only records; whether and where it is sent is what the person's OpenTelemetry is configured to do. Nothing
that is recorded holds code, prompts, paths or keys.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contexten.extensions.codegen.outcome import Generation
    from contexten.store.usage import Spent

_SCOPE = "contexten"


class Telemetry:
    """The instruments of one integration."""

    def __init__(self, meter: Any) -> None:  # noqa: ANN401 - the package may not be installed
        self._stage = meter.create_histogram("contexten.stage", unit="ms", description="How long one stage took.")
        self._runs = meter.create_counter("contexten.generations", description="Generations by outcome and origin.")
        self._tokens = meter.create_counter("contexten.tokens", description="Tokens by model and kind.")
        self._dollars = meter.create_counter("contexten.cost", unit="USD", description="Money by model.")

    @classmethod
    def installed(cls) -> Telemetry | None:
        """Instruments of the package's global provider; None where it is not installed."""
        try:
            metrics = importlib.import_module("opentelemetry.metrics")
        except ImportError:
            return None
        return cls(metrics.get_meter(_SCOPE))

    def record(self, generation: Generation, spent: Spent | None) -> None:
        """Take in one finished run."""
        for name, milliseconds in generation.stages.items():
            self._stage.record(milliseconds, {"stage": name})
        outcome = type(generation.outcome).__name__.lower()
        self._runs.add(1, {"outcome": outcome, "origin": generation.origin.value})
        if spent is None:
            return
        self._tokens.add(spent.prompt_tokens, {"model": generation.model, "kind": "prompt"})
        self._tokens.add(spent.completion_tokens, {"model": generation.model, "kind": "completion"})
        self._dollars.add(spent.dollars, {"model": generation.model})
