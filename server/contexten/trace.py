"""Stage times and logs. Logs go to stderr only: stdout belongs to the protocol.

**Invariant:** at INFO and above a log line holds no source text, no prompt and no key.
"""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


@dataclass(slots=True)
class Stages:
    """Wall time of each stage of one run, in the order they were first entered."""

    seconds: dict[str, float] = field(default_factory=dict[str, float])

    @contextmanager
    def stage(self, name: str) -> Generator[None]:
        """Add the time spent inside the block to stage `name`, also when the block raises."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    def milliseconds(self) -> dict[str, float]:
        """Stage times in milliseconds, rounded to a microsecond."""
        return {name: round(value * 1000, 3) for name, value in self.seconds.items()}


def logger(room: str) -> logging.Logger:
    """The logger of one room, e.g. `logger("index")`."""
    return logging.getLogger(f"contexten.{room}")


def log_to_stderr(level: str) -> None:
    """Send logs of `level` and above to stderr; those of libraries from WARNING only: pygls logs whole messages."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("contexten").setLevel(level.upper())


def bug(room: str, message: str) -> None:
    """Record something that cannot happen and go on."""
    logger(room).error("bug: %s", message, stack_info=True)
