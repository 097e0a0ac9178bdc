"""What a model is, whoever serves it: messages (or a gap to fill) in, text deltas and one finish out.

**Invariant:** an answer counts only with a Finish; a stream that ends without one raises `ModelBadAnswer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


class Speaker(StrEnum):
    """Who says a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the conversation."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds a call may take: to connect, to the first token, between tokens, in all (with its retries)."""

    connect: float = 5.0
    first_token: float = 30.0
    idle: float = 20.0
    total: float = 300.0


@dataclass(frozen=True, slots=True)
class Gap:
    """What a model that fills in the middle is given, in place of a conversation."""

    prompt: str
    suffix: str = ""
    """The text behind the gap as a parameter of its own; empty: the prompt holds it, in the model's own marks."""
    stops: tuple[str, ...] = ()
    """Texts that end the answer and are not part of it."""


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One call."""

    messages: tuple[Message, ...]
    max_tokens: int = 4096
    temperature: float = 0.2
    deadlines: Deadlines = Deadlines()
    gap: Gap | None = None
    """Asked in place of the messages; an empty answer is then one like any other."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All text that is sent."""
        gap = () if self.gap is None else (self.gap.prompt, self.gap.suffix)
        return (*(message.text for message in self.messages), *gap)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counted them; 0 where it did not say."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class FinishReason(StrEnum):
    """Why the model stopped."""

    STOP = "stop"
    LENGTH = "length"
    FILTER = "filter"


@dataclass(frozen=True, slots=True)
class Delta:
    """Some more text."""

    text: str


@dataclass(frozen=True, slots=True)
class Finish:
    """The end of an answer."""

    reason: FinishReason
    usage: Usage = Usage()


Event = Delta | Finish


class Provider(Protocol):
    """One model at one endpoint."""

    @property
    def name(self) -> str:
        """What a person is shown: `gpt-4.1 at api.openai.com`."""
        ...

    @property
    def model(self) -> str:
        """The model's own name, part of the Recipe."""
        ...

    def stream(self, request: ModelRequest) -> AsyncGenerator[Event, None]:
        """Ask once, without retries. Raises the ModelError family; closing the generator closes the call."""
        ...

    def count_tokens(self, text: str) -> int:
        """An honest estimate of the tokens `text` costs with this model."""
        ...

    async def ready(self) -> None:
        """Load what the first call would otherwise load in the endpoint's time; does nothing the next time."""
        ...

    async def aclose(self) -> None:
        """Close pooled connections."""
        ...
