"""Asks the model and turns its answer into a checked plan: one call, and one repair round for an unusable answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.context.redact import Redactor, restore
from contexten.edits.model import EditPlan, Refused, Request
from contexten.edits.shape import shape
from contexten.errors import ModelBadAnswer, ModelRefused
from contexten.extensions.codegen.autogenlib.cache_manager import CachedAnswer, CacheManager, Recipe
from contexten.extensions.codegen.autogenlib.context_injector import repair_messages
from contexten.llm.protocol import Delta, Finish, FinishReason, Message, ModelRequest, Provider, Usage

if TYPE_CHECKING:
    from contexten.extensions.codegen.autogenlib.flights import OnText


@dataclass(frozen=True, slots=True)
class Secrets:
    """What was replaced before sending: placeholder to secret. Never logged, never stored."""

    restorable: dict[str, str]
    """Those that stand in the very file that is edited: an answer may repeat them there."""
    withheld: frozenset[str]
    """The other placeholders; their secrets belong to other files, so an answer that repeats one is refused."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was replaced; only then may an answer be shared with the team."""
        return not self.restorable and not self.withheld


@dataclass(frozen=True, slots=True)
class Words:
    """An answer that a person reads; it changes nothing."""

    text: str


Shaped = EditPlan | Words | Refused
Shape = Callable[[Request, str, Secrets], Shaped]
"""What an answer becomes; for a thread."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the model said, and what became of it."""

    text: str
    shaped: Shaped
    usage: Usage
    cached: bool
    repaired: bool


class EnhancedAutogenGenerator:
    """One model with its cache; `shaped` None: an answer becomes a plan."""

    def __init__(self, provider: Provider, cache: CacheManager, shaped: Shape | None = None) -> None:
        self.provider = provider
        self._cache = cache
        self._shaped = shaped or shaped_answer

    async def generate(
        self, model_request: ModelRequest, edit_request: Request, on_text: OnText, *, secrets: Secrets
    ) -> Answered:
        """Ask, shape and, where the answer cannot be used, ask once more with the reason. Raises ModelError."""
        first = await self._attempt(model_request, edit_request, on_text, secrets)
        if not isinstance(first.shaped, Refused) or first.cached or not first.shaped.detail:
            return first
        known = await asyncio.to_thread(_secrets_of, edit_request, secrets)
        messages = repair_messages(model_request.messages, first.text, known.hide(first.shaped.detail))
        told = Secrets(dict(known.secrets), secrets.withheld)
        second = await self._attempt(_with_messages(model_request, messages), edit_request, on_text, told)
        usage = Usage(
            first.usage.prompt_tokens + second.usage.prompt_tokens,
            first.usage.completion_tokens + second.usage.completion_tokens,
        )
        return Answered(second.text, second.shaped, usage, cached=False, repaired=True)

    async def _attempt(
        self, model_request: ModelRequest, edit_request: Request, on_text: OnText, secrets: Secrets
    ) -> Answered:
        recipe = Recipe(self.provider.name, model_request.temperature, model_request.max_tokens, model_request.messages)
        kept = await self._cache.get(recipe, share=secrets.is_empty)
        if kept is not None:
            shaped = await asyncio.to_thread(self._shaped, edit_request, kept.text, secrets)
            return Answered(kept.text, shaped, Usage(), cached=True, repaired=False)

        async def ask(tell: OnText) -> CachedAnswer:
            return await self._ask(model_request, tell)

        async with self._cache.flights.answer(recipe.digest, ask, on_text) as (answer, joined):
            if joined:
                self._cache.joined(answer)
            shaped = await asyncio.to_thread(self._shaped, edit_request, answer.text, secrets)
            if not isinstance(shaped, Refused):
                await self._cache.put(recipe, answer, share=secrets.is_empty)
            usage = Usage() if joined else answer.usage
            return Answered(answer.text, shaped, usage, cached=False, repaired=False)

    async def _ask(self, request: ModelRequest, on_text: OnText) -> CachedAnswer:
        parts: list[str] = []
        finish: Finish | None = None
        started = time.perf_counter()
        async with aclosing(self.provider.stream(request)) as events:
            async for event in events:
                match event:
                    case Delta(text):
                        parts.append(text)
                        on_text(text)
                    case Finish():
                        finish = event
        if finish is None:
            raise ModelBadAnswer("The model's answer broke off. Try again.")
        _check_finish(finish)
        seconds, usage = time.perf_counter() - started, finish.usage
        return CachedAnswer("".join(parts), usage.prompt_tokens, usage.completion_tokens, round(seconds, 3))


def _secrets_of(request: Request, secrets: Secrets) -> Redactor:
    """All secrets of the file that is edited: what is wrong with an answer is told with lines of it."""
    known = Redactor.knowing(secrets.restorable, taken=secrets.withheld)
    known.redact(request.document.text, request.path)
    return known


def _check_finish(finish: Finish) -> None:
    match finish.reason:
        case FinishReason.LENGTH:
            raise ModelBadAnswer(
                "The answer was cut at the length limit, so it is not applied. Raise 'contexten.model.maxTokens' or "
                "ask for less."
            )
        case FinishReason.FILTER:
            raise ModelRefused("The endpoint's content filter stopped the answer. Word the instruction differently.")
        case FinishReason.STOP:
            pass


def shaped_answer(request: Request, answer: str, secrets: Secrets) -> EditPlan | Refused:
    """The plan that an answer becomes once its placeholders are secrets again, or why it becomes none."""
    repeated = sorted(placeholder for placeholder in secrets.withheld if placeholder in answer)
    if repeated:
        return Refused(
            "the answer repeats a secret of another file",
            f"Do not write {', '.join(repeated)}: it stands for a secret. Read the value where the program keeps it.",
        )
    return shape(request, restore(answer, secrets.restorable))


def _with_messages(request: ModelRequest, messages: tuple[Message, ...]) -> ModelRequest:
    return ModelRequest(messages, request.max_tokens, request.temperature, request.deadlines)
