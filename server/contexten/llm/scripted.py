"""A provider that answers from a script: for tests, and for people who extend Contexten without a model.

    provider = ScriptedProvider(["return 1", Scripted("return 2", delay=0.1), ModelOverloaded("later", 3)])
    provider = ScriptedProvider(lambda request: f"You asked: {request.messages[-1].text}")

**Invariant:** it keeps the rules of every provider: deltas, then one Finish, or a ModelError.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from contexten.errors import ModelBadAnswer, ModelError
from contexten.llm.protocol import Delta, Event, Finish, FinishReason, ModelRequest, Usage
from contexten.llm.tokens import estimate_tokens

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence


@dataclass(frozen=True, slots=True)
class Scripted:
    """One answer."""

    text: str = ""
    size: int = 16
    """Characters of each delta."""
    delay: float = 0.0
    """Seconds before each delta and before the end."""
    finish: FinishReason | None = FinishReason.STOP
    """None: the answer breaks off, which raises ModelBadAnswer as with any provider."""


Answer = str | Scripted | ModelError
"""A text, an answer with its pace and its end, or an error that is raised."""


class ScriptedProvider:
    """Answer from a list, in order and once each, or from a function of the request; keep what was asked."""

    def __init__(
        self, answers: Sequence[Answer] | Callable[[ModelRequest], Answer], *, model: str = "scripted"
    ) -> None:
        self._answers = answers
        self._model = model
        self._taken = 0
        self._cancelled = 0
        self._requests: list[ModelRequest] = []

    @property
    def name(self) -> str:
        """The model's name and that it is a script."""
        return f"{self._model} (a script)"

    @property
    def model(self) -> str:
        """The name given."""
        return self._model

    @property
    def requests(self) -> tuple[ModelRequest, ...]:
        """What was asked so far, oldest first."""
        return tuple(self._requests)

    @property
    def cancelled(self) -> int:
        """How many answers were closed or cancelled before their end."""
        return self._cancelled

    def count_tokens(self, text: str) -> int:
        """Estimated tokens of `text`."""
        return estimate_tokens(text, self._model)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Event, None]:
        """The next answer. Raises ModelBadAnswer when the script is at its end or the answer breaks off."""
        self._requests.append(request)
        answer = self._next(request)
        match answer:
            case ModelError():
                raise answer
            case str():
                scripted = Scripted(answer)
            case Scripted():
                scripted = answer
            case _:
                assert_never(answer)
        try:
            for at in range(0, len(scripted.text), scripted.size):
                await asyncio.sleep(scripted.delay)
                yield Delta(scripted.text[at : at + scripted.size])
            await asyncio.sleep(scripted.delay)
        except (asyncio.CancelledError, GeneratorExit):
            self._cancelled += 1
            raise
        if scripted.finish is None:
            raise ModelBadAnswer("The scripted answer broke off before it was complete.")
        tokens = [self.count_tokens(text) for text in (*request.texts, scripted.text)]
        yield Finish(scripted.finish, Usage(sum(tokens[:-1]), tokens[-1]))

    async def ready(self) -> None:
        """There is nothing to load."""

    async def aclose(self) -> None:
        """There is nothing to close."""

    def _next(self, request: ModelRequest) -> Answer:
        if callable(self._answers):
            return self._answers(request)
        if self._taken >= len(self._answers):
            raise ModelBadAnswer(f"The script has {len(self._answers)} answers and was asked for one more.")
        self._taken += 1
        return self._answers[self._taken - 1]
