"""One run from target to outcome: gather, ask or draft, shape; with every step and its time on record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contexten.drafts.draft import Draft, draft
from contexten.edits.model import EditPlan, Request
from contexten.edits.model import Refused as NotShaped
from contexten.edits.plan import excessive, permitted, with_protection
from contexten.edits.shape import shape
from contexten.errors import ModelError, ModelOverloaded, ModelTimeout, ModelUnreachable
from contexten.extensions.codegen.autogenlib.context_injector import ContextInjector, EnhancedPrompt
from contexten.extensions.codegen.autogenlib.enhanced_generator import EnhancedAutogenGenerator, Secrets
from contexten.extensions.codegen.autogenlib.pins import Pin, fitting, with_pins
from contexten.extensions.codegen.gather import Gatherer, token_count
from contexten.extensions.codegen.outcome import (
    Failed,
    Generation,
    Origin,
    Outcome,
    Previewed,
    Proposed,
    Refused,
    Step,
)
from contexten.extensions.codegen.providers import NoModel
from contexten.extensions.codegen.requests import request_for
from contexten.llm.protocol import Deadlines, Message, ModelRequest, Provider
from contexten.trace import Stages
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from contexten.context.model import ContextPack
    from contexten.extensions.codegen.autogenlib.cache_manager import CacheManager
    from contexten.workspace.snapshot import Snapshot

DRAFTED = frozenset({Intent.IMPLEMENT, Intent.COMMENT, Intent.DOCUMENT, Intent.TEST, Intent.CREATE})
"""The intents for which a draft can be made without a model."""


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """How one run differs from the configuration."""

    model: str | None = None
    budget: int | None = None
    """Tokens of context."""
    dry_run: bool = False
    pinned: tuple[Pin, ...] = ()
    """What the caller insists on; it is in the pack, whatever else is chosen."""


@dataclass(frozen=True, slots=True)
class Progress:
    """News of a run: the stage it is in, and for a streaming answer the text that just came."""

    task: str
    stage: str
    message: str
    text: str = ""


OnProgress = Callable[[Progress], None]


class Run:
    """The stages of one Task, in order."""

    def __init__(
        self,
        task: str,
        snapshot: Snapshot,
        target: Target,
        options: GenerateOptions,
        on_progress: OnProgress,
        *,
        gatherer: Gatherer,
        model: Provider | NoModel,
        cache: CacheManager,
    ) -> None:
        self.task = task
        self._snapshot = snapshot
        self._target = target
        self._options = options
        self._on_progress = on_progress
        self._gatherer = gatherer
        self._config = gatherer.config
        self._model = model
        self._cache = cache
        self._stages = Stages()
        self._steps: list[Step] = []

    async def go(self) -> Generation:
        """Run all stages. Raises only for cancellation and bugs."""
        generation = await self._generation()
        return replace(generation, steps=tuple(self._steps), stages=self._stages.milliseconds())

    async def _generation(self) -> Generation:
        self._tell("context", "Choosing context")
        with self._stages.stage("context"):
            pack = await asyncio.to_thread(self._pack)
        request = request_for(self._snapshot, self._target)
        if isinstance(request, Refused):
            return Generation(self.task, request, pack)
        with self._stages.stage("prompt"):
            prompt = self._prompt(request, pack)
            base = Generation(self.task, Previewed(), prompt.pack, prompt.messages, self._count(prompt.messages))
        return base if self._options.dry_run else await self._answer(base, request)

    def _pack(self) -> ContextPack:
        budget = self._config.context_budget if self._options.budget is None else self._options.budget
        count = token_count(self._model)
        pins, tokens = fitting(self._options.pinned, budget, count)
        pack = self._gatherer.pack(self._snapshot, self._target, self._model, budget - tokens)
        return with_pins(pack, pins, wanted=self._options.pinned, budget=budget, count_tokens=count)

    def _prompt(self, request: Request, pack: ContextPack) -> EnhancedPrompt:
        config = self._config
        injector = ContextInjector(config.context_threshold, config.context_max_size, config.model_purpose)
        names = {path: self._snapshot.relative(path) for path in (self._target.path, request.path)}
        return injector.inject(self._target, request, pack, names)

    def _count(self, messages: tuple[Message, ...]) -> int:
        count = token_count(self._model)
        return sum(count(message.text) for message in messages)

    async def _answer(self, base: Generation, request: Request) -> Generation:
        if isinstance(self._model, NoModel):
            self._steps.append(Step(Origin.MODEL, self._model.reason))
            allowed = self._config.draft_enabled and (not self._config.has_model or self._config.draft_fallback)
            return await self._drafted(base, request, self._model.reason, allowed=allowed)
        try:
            return await self._asked(base, request, self._model)
        except ModelError as error:
            self._steps.append(Step(Origin.MODEL, str(error)))
            later = isinstance(error, ModelUnreachable | ModelTimeout | ModelOverloaded)
            allowed = later and self._config.draft_enabled and self._config.draft_fallback
            return await self._drafted(base, request, str(error), allowed=allowed)

    async def _asked(self, base: Generation, request: Request, model: Provider) -> Generation:
        self._tell("model", f"Asking {model.name}")
        call = ModelRequest(
            base.messages,
            self._config.model_max_tokens,
            self._config.model_temperature,
            Deadlines(total=self._config.model_timeout),
        )
        generator = EnhancedAutogenGenerator(model, self._cache)
        with self._stages.stage("answer"):
            answered = await generator.generate(
                call, request, self._streamed, secrets=_secrets(base.pack, request, self._target)
            )
        origin = Origin.CACHE if answered.cached else Origin.MODEL
        self._steps.append(Step(origin, model.name + (", asked twice" if answered.repaired else "")))
        return replace(
            base,
            outcome=self._outcome(answered.shaped, "ask again, word the instruction differently or use another model"),
            origin=origin,
            source=model.name,
            model=model.model,
            usage=answered.usage,
            answer=answered.text,
        )

    async def _drafted(self, base: Generation, request: Request, why_no_model: str, *, allowed: bool) -> Generation:
        if not allowed or self._target.intent not in DRAFTED:
            return replace(base, outcome=Failed(why_no_model))
        self._tell("draft", "Drafting without a model")
        with self._stages.stage("draft"):
            made = await asyncio.to_thread(draft, self._snapshot, self._target)
        if not isinstance(made, Draft):
            self._steps.append(Step(Origin.DRAFT, made.reason))
            return replace(
                base, outcome=Refused(f"{why_no_model} There is no draft either: {made.reason.rstrip('.')}.")
            )
        self._steps.append(Step(Origin.DRAFT, made.source))
        with self._stages.stage("shape"):
            shaped = await asyncio.to_thread(shape, request, made.text, imports=made.imports)
        return replace(
            base,
            outcome=self._outcome(shaped, "configure a model"),
            origin=Origin.DRAFT,
            source=f"draft {made.source}",
            answer=made.text,
        )

    def _outcome(self, shaped: EditPlan | NotShaped, next_step: str) -> Outcome:
        return _outcome(shaped, self._target, self._snapshot.roots, next_step)

    def _streamed(self, text: str) -> None:
        self._on_progress(Progress(self.task, "answer", "Writing", text))

    def _tell(self, stage: str, message: str) -> None:
        self._on_progress(Progress(self.task, stage, message))


def _secrets(pack: ContextPack, request: Request, target: Target) -> Secrets:
    text = request.document.text if request.path == target.path else ""
    restorable = {placeholder: secret for placeholder, secret in pack.secrets.items() if secret in text}
    return Secrets(restorable, frozenset(pack.secrets) - restorable.keys())


def _outcome(shaped: EditPlan | NotShaped, target: Target, roots: Sequence[str], next_step: str) -> Outcome:
    if isinstance(shaped, NotShaped):
        return Refused(_sentence(f"{shaped.reason.rstrip('.')}; {next_step}"))
    reason = _forbidden(shaped, target, roots)
    return Refused(_sentence(reason)) if reason else Proposed(with_protection(shaped))


def _forbidden(plan: EditPlan, target: Target, roots: Sequence[str]) -> str | None:
    """Why the plan must not be carried out.

    The target's own file is the person's choice, wherever it lies, unless it is to be made.
    """
    too_much = excessive(plan)
    if too_much is not None:
        return too_much.reason
    for file in plan.files:
        is_own = file.path == target.path and not file.create
        reason = None if is_own else permitted(file.path, roots)
        if reason is not None:
            return f"'{file.path}' must not be written: {reason}"
    return None


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}".rstrip(".") + "."
