"""What a row of the method table says: the method's name, its handler and how it is run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Execution(Enum):
    """How a handler is run. There is no class for threads: slow pieces go through `asyncio.to_thread`."""

    SYNC = "sync"
    """At once, in the order of arrival, before the next message is looked at. Must be quick."""
    ASYNC = "async"
    """What must see the texts as they are is done at once; the rest is a coroutine that `run` returns. It is run as a
    task that can be cancelled, and the next message does not wait for it."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the protocol. `run` is given the session and the params."""

    name: str
    run: Callable[[Any, Any], Any]
    execution: Execution = Execution.SYNC
    raw: bool = False
    """True: the handler reads the JSON itself, because it must bear what the typed form would reject or change."""
