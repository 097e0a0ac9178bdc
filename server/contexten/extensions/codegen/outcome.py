"""What came of a request: values that callers match exhaustively, and the record of how it came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from contexten.llm.protocol import Message, Usage

if TYPE_CHECKING:
    from contexten.context.model import ContextPack
    from contexten.edits.model import EditPlan


@dataclass(frozen=True, slots=True)
class Proposed:
    """A checked plan, ready to be rebased and applied."""

    plan: EditPlan


@dataclass(frozen=True, slots=True)
class Applied:
    """The client has taken the edit."""


@dataclass(frozen=True, slots=True)
class Refused:
    """No edit, for a reason that lies in the request or the answer."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stale:
    """The text changed in the same place meanwhile; the result is kept."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """No edit, because something outside did not work."""

    error: str


@dataclass(frozen=True, slots=True)
class Previewed:
    """A dry run: nothing was called."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Words for a person, as Markdown, and no edit."""

    text: str
    reason: str = ""
    """Why no model told it."""


Outcome = Proposed | Applied | Refused | Stale | Failed | Previewed | Explained


class Origin(StrEnum):
    """Where an answer came from."""

    CONTEXT = "context"
    """Of a step only: choosing context."""
    MODEL = "model"
    CACHE = "cache"
    AGENT = "agent"
    DRAFT = "draft"
    FACTS = "facts"
    """Of an explanation: what the index knows, without a model."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried, and how it ended; nothing falls back silently."""

    origin: Origin
    detail: str


@dataclass(frozen=True, slots=True)
class Generation:
    """One run from target to outcome."""

    task: str
    """Id of the Task."""
    outcome: Outcome
    pack: ContextPack
    messages: tuple[Message, ...] = ()
    prompt_tokens: int = 0
    """Our own count of all messages."""
    origin: Origin = Origin.NONE
    source: str = ""
    """Where the answer came from, for a person: the model's name, or what a draft was made after."""
    steps: tuple[Step, ...] = ()
    model: str = ""
    """The own name of the model that answered, or whose answer was kept; empty without one."""
    usage: Usage = Usage()
    answer: str = ""
    stages: dict[str, float] = field(default_factory=dict[str, float])
    """Milliseconds of each stage, in order."""
