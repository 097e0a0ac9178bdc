"""What Codegen's words for a run's status mean.

There is no official list, and its own programs write them in two ways. A word that is not here is shown as it is and
taken for one that is still to change.
"""

from __future__ import annotations

import re

from contexten.agents.model import RunState

_ENDED = {
    "complete": RunState.READY,
    "completed": RunState.READY,
    "error": RunState.FAILED,
    "failed": RunState.FAILED,
    "timeout": RunState.FAILED,
    "max_iterations_reached": RunState.FAILED,
    "out_of_tokens": RunState.FAILED,
    "cancelled": RunState.CANCELLED,
    "canceled": RunState.CANCELLED,
    "stopped": RunState.CANCELLED,
}


def state_of(status: str | None) -> RunState:
    """The state that a status means, in any spelling; WORKING for words nobody knows, and for none."""
    word = re.sub(r"[\s-]+", "_", (status or "").strip()).lower()
    return _ENDED.get(word, RunState.WORKING)
