"""One run from target to outcome: gather, ask or draft, shape; with every step and its time on record.

Who is asked, and who after that, is the chain of fallbacks: see `utils.error_handling`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from contexten.drafts.draft import Draft, draft
from contexten.edits.model import EditPlan, Request
from contexten.edits.model import Refused as NotShaped
from contexten.edits.plan import excessive, permitted, with_protection
from contexten.edits.shape import shape
from contexten.errors import ModelError
from contexten.extensions.codegen.autogenlib.context_injector import ContextInjector
from contexten.extensions.codegen.autogenlib.enhanced_generator import (
    Answered,
    EnhancedAutogenGenerator,
    Secrets,
    Shaped,
    Words,
    shaped_answer,
)
from contexten.extensions.codegen.autogenlib.pins import Pin, fitting, with_pins, without
from contexten.extensions.codegen.gather import Gatherer, token_count
from contexten.extensions.codegen.outcome import (
    Explained,
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
from contexten.extensions.codegen.tries import Tries
from contexten.extensions.codegen.utils.error_handling import (
    AgentFailed,
    AgentRunner,
    Link,
    Trouble,
    Via,
    parse_chain,
    trouble_of,
)
from contexten.llm.protocol import Deadlines, ModelRequest, Provider
from contexten.llm.resilient import watched
from contexten.trace import Stages, bug
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from contexten.context.model import ContextPack
    from contexten.extensions.codegen.autogenlib.cache_manager import CacheManager
    from contexten.workspace.snapshot import Snapshot

DRAFTED = frozenset({Intent.IMPLEMENT, Intent.COMMENT, Intent.DOCUMENT, Intent.TEST, Intent.CREATE})
"""The intents for which a draft can be made without a model."""

ModelSource = Callable[[str], Awaitable[Provider | NoModel]]
"""Finds a model by its name."""

HANDS = 2
"""How many runs choose context at once: a thread at work keeps the interpreter from the loop, more so than it helps."""

_NO_AGENT = "No agent is configured, so none was asked."
_NOT_PAID = "No agent was asked: it costs money, which 'contexten.agent.allowPaid' does not allow."


_NO_CONTEXT = "Choosing code of other files failed, which the log tells more of; asked without it."


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """How one run differs from the configuration."""

    model: str | None = None
    budget: int | None = None
    """Tokens of context."""
    dry_run: bool = False
    pinned: tuple[Pin, ...] = ()
    """What the caller insists on; it is in the pack, whatever else is chosen."""
    excluded: tuple[str, ...] = ()
    """What the caller does not want sent, as `path` or `path:name`; the target's own text is always sent."""
    chain: tuple[str, ...] = ()
    """Instead of `fallback.chain`: `("agent", "draft")` asks an agent first."""
    paid: bool = False
    """Whether an agent may be paid for this run, whatever the settings say."""


@dataclass(frozen=True, slots=True)
class Progress:
    """News of a run: the stage it is in, and for a streaming answer the text that just came."""

    task: str
    stage: str
    message: str
    text: str = ""


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Means:
    """What a run gathers with, and who it may ask."""

    gatherer: Gatherer
    model: Provider | NoModel
    cache: CacheManager
    models: ModelSource
    """Finds the other models that the chain of fallbacks names."""
    agent: AgentRunner | None = None
    """Takes the `agent` links of the chain."""
    hands: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HANDS))
    """Shared by all runs."""


def chosen_pack(
    gatherer: Gatherer,
    snapshot: Snapshot,
    target: Target,
    model: Provider | NoModel,
    options: GenerateOptions,
    on_failure: Callable[[Exception], None] | None = None,
) -> ContextPack:
    """What would be sent for `target`: what is chosen, with what the caller pins and without what they exclude.

    With `on_failure` an error of choosing is told to it, and the pack is the part of the file under edit alone.
    """
    budget = gatherer.config.context_budget if options.budget is None else options.budget
    count = token_count(model)
    pins, tokens = fitting(options.pinned, budget, count)
    asked = snapshot, target, model, budget - tokens
    try:
        pack = gatherer.pack(*asked, options.excluded)
    except Exception as error:
        if on_failure is None:
            raise
        on_failure(error)
        pack = gatherer.own(*asked)
    whole = with_pins(pack, pins, wanted=options.pinned, budget=budget, count_tokens=count)
    return without(whole, options.excluded, snapshot.relative)


class Run:
    """The stages of one Task, in order."""

    def __init__(
        self,
        task: str,
        snapshot: Snapshot,
        target: Target,
        options: GenerateOptions,
        on_progress: OnProgress,
        means: Means,
    ) -> None:
        self.task = task
        self._snapshot = snapshot
        self._target = target
        self._options = options
        self._on_progress = on_progress
        self._means = means
        self._config = means.gatherer.config
        self._stages = Stages()
        self._steps: list[Step] = []

    async def go(self) -> Generation:
        """Run all stages. Raises only for cancellation and bugs."""
        generation = await self._generation()
        return replace(generation, steps=tuple(self._steps), stages=self._stages.milliseconds())

    async def _generation(self) -> Generation:
        async with self._means.hands:
            base, request = await self._prepared()
        if isinstance(request, Refused):
            return replace(base, outcome=request)
        return base if self._options.dry_run else await self._answer(base, request)

    async def _prepared(self) -> tuple[Generation, Request | Refused]:
        """What would be sent, and what an answer may change."""
        self._tell("context", "Choosing context")
        with self._stages.stage("context"):
            pack = await asyncio.to_thread(self._pack)
        request = request_for(self._snapshot, self._target)
        if isinstance(request, Refused):
            return Generation(self.task, Previewed(), pack), request
        with self._stages.stage("prompt"):
            return await asyncio.to_thread(self._worded, request, pack), request

    def _pack(self) -> ContextPack:
        return chosen_pack(
            self._means.gatherer, self._snapshot, self._target, self._means.model, self._options, self._without_context
        )

    def _without_context(self, error: Exception) -> None:
        bug("codegen", f"choosing context failed: {type(error).__name__}")
        self._steps.append(Step(Origin.CONTEXT, _NO_CONTEXT))

    def _worded(self, request: Request, pack: ContextPack) -> Generation:
        config = self._config
        injector = ContextInjector(config.context_threshold, config.context_max_size, config.model_purpose)
        names = {path: self._snapshot.relative(path) for path in (self._target.path, request.path)}
        prompt = injector.inject(self._target, request, pack, names)
        count = token_count(self._means.model)
        tokens = sum(count(message.text) for message in prompt.messages)
        return Generation(self.task, Previewed(), prompt.pack, prompt.messages, tokens)

    async def _answer(self, base: Generation, request: Request) -> Generation:
        """Walk the chain of fallbacks until a link answers."""
        failures: list[_Failure] = []
        for link in parse_chain(self._options.chain or self._config.fallback_chain):
            if failures and not link.follows(failures[-1].trouble):
                continue
            taken = await self._take(link, base, request, failures)
            if isinstance(taken, Generation):
                return taken
            if taken is not None:
                failures.append(taken)
        if not failures and self._steps:
            return replace(base, outcome=Failed(self._steps[-1].detail))
        return replace(base, outcome=_ended(failures))

    async def _take(
        self, link: Link, base: Generation, request: Request, failures: Sequence[_Failure]
    ) -> Generation | _Failure | None:
        """What the link answers, why it does not, or None where it may not be asked."""
        match link.via:
            case Via.MODEL:
                model = await self._means.models(link.model) if link.model else self._means.model
                return await self._by_model(model, base, request)
            case Via.AGENT:
                return await self._by_agent(base, request)
            case Via.DRAFT:
                return await self._by_draft(base, request) if self._may_draft(failures) else None

    async def _by_model(self, model: Provider | NoModel, base: Generation, request: Request) -> Generation | _Failure:
        if isinstance(model, NoModel):
            self._steps.append(Step(Origin.MODEL, model.reason))
            return _Failure(model.reason, Trouble.ABSENT)
        self._tell("model", f"Asking {model.name}")
        tries = Tries(self._tell)
        with self._stages.stage("load"):
            await model.ready()
        try:
            with self._stages.stage("answer"):
                answered = await self._asked(watched(model, tries.heard, self._config.model_timeout), base, request)
        except ModelError as error:
            self._steps.append(Step(Origin.MODEL, tries.failed(str(error))))
            return _Failure(str(error), trouble_of(error))
        origin = Origin.CACHE if answered.cached else Origin.MODEL
        self._steps.append(Step(origin, tries.answered(model.name, repaired=answered.repaired)))
        return replace(
            base,
            outcome=self._outcome(answered.shaped, "ask again, word the instruction differently or use another model"),
            origin=origin,
            source=model.name,
            model=model.model,
            usage=answered.usage,
            answer=answered.text,
        )

    async def _asked(self, model: Provider, base: Generation, request: Request) -> Answered:
        call = ModelRequest(
            base.messages,
            self._config.model_max_tokens,
            self._config.model_temperature,
            Deadlines(first_token=self._config.model_first_token, total=self._config.model_timeout),
        )
        generator = EnhancedAutogenGenerator(model, self._means.cache, self._shaped)
        return await generator.generate(
            call, request, self._streamed, secrets=_secrets(base.pack, request, self._target)
        )

    async def _by_agent(self, base: Generation, request: Request) -> Generation | _Failure | None:
        agent = self._means.agent
        paid = self._options.paid
        if agent is None or not (paid or self._config.agent_allow_paid):
            self._steps.append(Step(Origin.AGENT, _NO_AGENT if agent is None else _NOT_PAID))
            return None
        self._tell("agent", f"Asking {agent.name}")
        try:
            with self._stages.stage("agent"):
                answer = await agent.run(
                    base.messages,
                    lambda news: self._tell("agent", news),
                    seconds=self._config.model_timeout,
                    confirmed=paid,
                )
        except ModelError as error:
            answer = AgentFailed(str(error), trouble_of(error))
        if isinstance(answer, AgentFailed):
            self._steps.append(Step(Origin.AGENT, answer.reason))
            return _Failure(answer.reason, answer.trouble)
        self._steps.append(Step(Origin.AGENT, answer.source))
        with self._stages.stage("shape"):
            shaped = await asyncio.to_thread(
                shaped_answer, request, answer.text, _secrets(base.pack, request, self._target)
            )
        return replace(
            base,
            outcome=self._outcome(shaped, "ask again, or word the instruction differently"),
            origin=Origin.AGENT,
            source=answer.source,
            answer=answer.text,
        )

    def _may_draft(self, failures: Sequence[_Failure]) -> bool:
        """Whether the settings allow a draft here and there can be one for this intent."""
        allowed = self._config.draft_fallback or not self._config.has_model or not failures
        return self._config.draft_enabled and allowed and self._target.intent in DRAFTED

    async def _by_draft(self, base: Generation, request: Request) -> Generation | _Failure:
        self._tell("draft", "Drafting without a model")
        with self._stages.stage("draft"):
            made = await asyncio.to_thread(draft, self._snapshot, self._target)
        if not isinstance(made, Draft):
            self._steps.append(Step(Origin.DRAFT, made.reason))
            return _Failure(f"There is no draft: {made.reason.rstrip('.')}.", Trouble.ABSENT, is_draft=True)
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

    def _shaped(self, request: Request, text: str, secrets: Secrets) -> Shaped:
        return shaped_answer(request, text, secrets)

    def _outcome(self, shaped: Shaped, next_step: str) -> Outcome:
        return _outcome(shaped, self._target, self._snapshot.roots, next_step)

    def _streamed(self, text: str) -> None:
        self._on_progress(Progress(self.task, "answer", "Writing", text))

    def _tell(self, stage: str, message: str) -> None:
        self._on_progress(Progress(self.task, stage, message))


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why one link of the chain gave no answer."""

    reason: str
    trouble: Trouble
    is_draft: bool = False


def _ended(failures: Sequence[_Failure]) -> Outcome:
    """What a chain that led to no answer comes to; that nothing can be drafted is no failure of something outside."""
    if not failures:
        return Failed("No link of 'contexten.fallback.chain' may be taken here: add 'model' to it.")
    first, *others = [failure.reason for failure in failures if not failure.is_draft] or [failures[0].reason]
    reason = " ".join((first, *(f"Then: {other}" for other in others)))
    drafts = [failure.reason for failure in failures if failure.is_draft]
    if not drafts or reason in drafts:
        return Refused(reason) if drafts else Failed(reason)
    return Refused(f"{reason} {drafts[0].replace('There is no draft:', 'There is no draft either:', 1)}")


def _secrets(pack: ContextPack, request: Request, target: Target) -> Secrets:
    text = request.document.text if request.path == target.path else ""
    restorable = {placeholder: secret for placeholder, secret in pack.secrets.items() if secret in text}
    return Secrets(restorable, frozenset(pack.secrets) - restorable.keys())


def _outcome(shaped: Shaped, target: Target, roots: Sequence[str], next_step: str) -> Outcome:
    if isinstance(shaped, NotShaped):
        return Refused(_sentence(f"{shaped.reason.rstrip('.')}; {next_step}"))
    if isinstance(shaped, Words):
        return Explained(shaped.text)
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
