"""What happens when an answer cannot be had: the chain of fallbacks, and the names of errors for scripts.

The chain is a setting: `["model", "model:other-name", "agent", "draft"]`. After each failure the next link is taken
whose kind goes with that failure; every link taken is a step in the result.

| failure | goes on to `model:…`, `agent` | goes on to `draft` |
|---|---|---|
| no model can be asked (none named, no key, not approved) | yes | yes |
| not reached, no answer in time, 5xx, 429, broken off, left alone | yes | yes |
| the answer cannot be used (cut, empty, not of the protocol) | yes | no |
| refused (key, quota, unknown model, bad request, content filter) | no | no |

A link that ends in ` after any failure` is taken after every one. An agent is only asked where paid use is allowed.

**Invariant:** a refusal never leads to another model, an agent or a draft unless the chain says so.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from contexten.calls.breaker import CircuitBreaker
from contexten.calls.retry import RetryPolicy
from contexten.errors import (
    ConfigError,
    ContextenError,
    ModelBadAnswer,
    ModelBroken,
    ModelError,
    ModelKeyRefused,
    ModelOverloaded,
    ModelRateLimited,
    ModelRefused,
    ModelUnavailable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contexten.llm.protocol import Message

__all__ = [
    "AgentAnswer",
    "AgentFailed",
    "AgentRunner",
    "AuthenticationError",
    "CircuitBreaker",
    "CodegenAutogenError",
    "ConfigurationError",
    "GenerationError",
    "Link",
    "RateLimitError",
    "Trouble",
    "Via",
    "exponential_backoff",
    "extract_retry_after",
    "handle_rate_limit",
    "parse_chain",
    "trouble_of",
]

CodegenAutogenError = ContextenError
"""Everything that is raised for a person to read."""
ConfigurationError = ConfigError
"""A setting is wrong."""
GenerationError = ModelError
"""The model did not answer usably; the base of the next two."""
AuthenticationError = ModelKeyRefused
"""401 or 403, or no key where one is needed."""
RateLimitError = ModelRateLimited
"""429, except for a quota that is used up: that is a refusal."""

_ALWAYS = " after any failure"


class Via(StrEnum):
    """How one link gets an answer."""

    MODEL = "model"
    AGENT = "agent"
    DRAFT = "draft"


class Trouble(StrEnum):
    """Why a link gave no answer, as far as it decides what comes next."""

    ABSENT = "absent"
    """There was nobody to ask."""
    LATER = "later"
    """It may work another time, or elsewhere."""
    UNUSABLE = "unusable"
    """It answered, and the answer is no answer."""
    REFUSED = "refused"
    """It said no for good."""


_LEADS_ON = {
    Via.MODEL: frozenset({Trouble.ABSENT, Trouble.LATER, Trouble.UNUSABLE}),
    Via.AGENT: frozenset({Trouble.ABSENT, Trouble.LATER, Trouble.UNUSABLE}),
    Via.DRAFT: frozenset({Trouble.ABSENT, Trouble.LATER}),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain."""

    via: Via
    model: str = ""
    """The model's name; empty: the one that the run is made for."""
    always: bool = False
    """It is taken after any failure, a refusal too."""

    def follows(self, trouble: Trouble) -> bool:
        """Whether it is taken after that failure."""
        return self.always or trouble in _LEADS_ON[self.via]


def parse_chain(entries: Sequence[str]) -> tuple[Link, ...]:
    """The chain that a setting describes. Raises ConfigError for an entry that is none, or when there is none."""
    if not entries:
        raise ConfigError('The chain of fallbacks is empty: write ["model", "draft"], or leave the setting out.')
    return tuple(_link(entry) for entry in entries)


def trouble_of(error: ModelError) -> Trouble:
    """What kind of failure an error is."""
    match error:
        case ModelRefused():
            return Trouble.REFUSED
        case ModelBroken():
            return Trouble.LATER
        case ModelBadAnswer():
            return Trouble.UNUSABLE
        case _:
            return Trouble.LATER


@dataclass(frozen=True, slots=True)
class AgentAnswer:
    """What an agent said."""

    text: str
    """Its answer, in the form that the prompt asked for."""
    source: str
    """Where it came from, for a person: `Codegen run 1234`."""


@dataclass(frozen=True, slots=True)
class AgentFailed:
    """An agent gave no answer."""

    reason: str
    """One sentence."""
    trouble: Trouble = Trouble.LATER


class AgentRunner(Protocol):
    """Something that works on a prompt by itself, for money; see `adapters`."""

    @property
    def name(self) -> str:
        """What a person is shown while it works."""
        ...

    async def run(
        self, messages: tuple[Message, ...], on_news: Callable[[str], None], *, seconds: float, confirmed: bool = False
    ) -> AgentAnswer | AgentFailed:
        """Have the prompt answered within `seconds`; `on_news` gets a sentence now and then. Raises ModelError too.

        `confirmed`: a person allowed this very run, whatever the settings say.
        """
        ...


def extract_retry_after(error: BaseException) -> float | None:
    """Seconds after which the service wants to be asked again; None where it did not say."""
    return error.retry_after if isinstance(error, ModelOverloaded | ModelUnavailable) else None


async def exponential_backoff(retry: int = 0) -> None:
    """Wait as a call does before the retry of that number, the first being 0."""
    await asyncio.sleep(RetryPolicy().wait(retry, None, random.random()))  # noqa: S311  no secret depends on it


async def handle_rate_limit(error: BaseException, retry: int = 0) -> None:
    """Wait for as long as the service asked for, or with exponential backoff where it did not say.

    For scripts that call a provider by themselves; the integration's own calls do this already.
    """
    retry_after = extract_retry_after(error)
    if retry_after is None:
        await exponential_backoff(retry)
    else:
        await asyncio.sleep(retry_after)


def _link(entry: str) -> Link:
    body = entry.strip().removesuffix(_ALWAYS)
    always = body != entry.strip()
    kind, colon, model = body.partition(":")
    if kind in set(Via) and (not colon or (kind == Via.MODEL and model.strip())):
        return Link(Via(kind), model.strip(), always)
    raise ConfigError(
        f"{entry!r} is no link of the chain of fallbacks: write 'model', 'model:NAME', 'agent' or 'draft', "
        f"each with '{_ALWAYS.strip()}' behind it if it shall be taken after a refusal too."
    )
