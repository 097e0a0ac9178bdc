"""Stage times and logs, and text made fit for a terminal. Logs go to stderr only: stdout belongs to the protocol.

**Invariant:** at INFO and above a log line holds no source text, no prompt and no key; and whatever a name or an error
holds, a record is one line, and neither it nor its traceback moves a cursor, opens a link or turns a direction.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


_UNSEEN = re.compile(
    "\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


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


def visible(text: str) -> str:
    r"""`text` with everything written out that a terminal or an editor would obey instead of show.

    Escapes, control characters except line ends and tab, marks of direction and characters of no width: `\x1b`.
    """
    return _UNSEEN.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


class _OneLine(logging.Formatter):
    """A record on one line, its traceback on more."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the base class's name
        record.message = record.message.replace("\r", "\\r").replace("\n", "\\n")
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return visible(super().format(record))


def log_to_stderr(level: str) -> None:
    """Send logs of `level` and above to stderr; those of libraries from WARNING only: pygls logs whole messages."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("contexten").setLevel(level.upper())


def crash(log: logging.Logger, what: str, error: BaseException) -> None:
    """Record what ended without being foreseen: type and frames, as an exception's text can hold source or a key."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s crashed with %s\n%s", what, type(error).__name__, frames)


def bug(room: str, message: str) -> None:
    """Record something that cannot happen and go on."""
    logger(room).error("bug: %s", message, stack_info=True)
