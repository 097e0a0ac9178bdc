"""CodegenAutogenIntegration: the one entry point from a wish to a checked plan of edits.

The editor's commands, the command line and scripts all call this object.

**Invariant:** without a model, key or network everything that does not need one works, and the result says what was
used; nothing falls back silently.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.calls.lines import Lines
from contexten.extensions.codegen.autogenlib.cache_manager import CacheManager
from contexten.extensions.codegen.config import CodegenAutogenConfig
from contexten.extensions.codegen.gather import Gatherer
from contexten.extensions.codegen.outcome import (
    Applied,
    Failed,
    Generation,
    Previewed,
    Proposed,
    Refused,
    Stale,
)
from contexten.extensions.codegen.providers import NoModel, provider_for
from contexten.extensions.codegen.run import HANDS, GenerateOptions, Means, OnProgress, Progress, Run
from contexten.extensions.codegen.tasks import Tasks, TaskState
from contexten.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.context.model import ContextPack
    from contexten.llm.protocol import Provider
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_WARMING_PAUSE = 0.005
"""Seconds; a thread at work keeps the interpreter from the loop's."""


class CodegenAutogenIntegration:
    """Context, model, cache and drafts behind one door; holds the Tasks. Use it from one event loop."""

    def __init__(
        self,
        config: CodegenAutogenConfig | None = None,
        *,
        store: Store | None = None,
        provider: Provider | None = None,
        workspace: str = "",
        max_concurrent: int = 4,
    ) -> None:
        """`provider` overrides the configured model; `workspace` is what an endpoint's approval is bound to."""
        self.config = config or CodegenAutogenConfig()
        self.store = store or Store.open(None)
        self.workspace = workspace
        self._given = provider
        self._lines = Lines()
        self._models: dict[str, Provider | NoModel] = {}
        self._gatherer = Gatherer(self.config)
        self._cache = CacheManager(self.store, enabled=self.config.cache_enabled)
        self._slots = asyncio.Semaphore(max_concurrent)
        self._hands = asyncio.Semaphore(HANDS)
        self._running: dict[str, asyncio.Task[Generation]] = {}
        self.tasks = Tasks(self.store)

    @classmethod
    def from_env(cls) -> CodegenAutogenIntegration:
        """An integration configured by the environment alone."""
        return cls(CodegenAutogenConfig.from_env())

    def configure(self, config: CodegenAutogenConfig) -> None:
        """Take a new configuration; running calls end with the old one."""
        if config != self.config:
            self.config = config
            self._models.clear()
            self._gatherer = replace(self._gatherer, config=config)
            self._cache = CacheManager(self.store, enabled=config.cache_enabled)

    @property
    def drafts_only(self) -> bool:
        """Whether, as far as is known, no model will be asked; looks nothing up, so code actions may ask it."""
        if self._given is not None:
            return False
        return not self.config.has_model or isinstance(self._models.get(self.config.model_name), NoModel)

    async def model(self, name: str | None = None) -> Provider | NoModel:
        """The model that a run would ask, or why there is none; that is looked up anew each time."""
        if self._given is not None:
            return self._given
        config = replace(self.config, model_name=name) if name else self.config
        known = self._models.get(config.model_name)
        if known is None or isinstance(known, NoModel):
            known = await asyncio.to_thread(provider_for, config, self.store, self.workspace, self._lines)
            self._models[config.model_name] = known
        return known

    async def context(self, snapshot: Snapshot, target: Target, *, budget: int | None = None) -> ContextPack:
        """What would be sent for `target`; `budget` in tokens."""
        model = await self.model()
        return await asyncio.to_thread(self._gatherer.pack, snapshot, target, model, budget)

    async def warm(self, snapshot: Snapshot) -> None:
        """Look up now what the first request, and the titles of code actions, would otherwise wait for."""
        await self.model()
        warmed = False
        while not warmed:
            warmed = await asyncio.to_thread(self._gatherer.warm, snapshot)
            await asyncio.sleep(_WARMING_PAUSE)

    async def generate(
        self,
        snapshot: Snapshot,
        target: Target,
        options: GenerateOptions | None = None,
        on_progress: OnProgress | None = None,
        *,
        title: str = "",
    ) -> Generation:
        """Run one Task from target to outcome. Raises only for cancellation and bugs."""
        chosen = options or GenerateOptions()
        task = self.tasks.create(title or target.intent.value, target.path)
        generation = await self._tracked(task.id, self._run(task.id, snapshot, target, chosen, on_progress))
        self._settle(generation)
        return generation

    def cancel(self, task_id: str) -> bool:
        """End a running Task, down to the socket; False where it does not run."""
        work = self._running.get(task_id)
        return work is not None and work.cancel()

    async def status(self) -> dict[str, object]:
        """Models, the circuit of each, and cache, for `contexten.status`."""
        model = await self.model()
        usable = {"usable": False, "reason": model.reason} if isinstance(model, NoModel) else _described(model)
        return {
            "models": [usable],
            "circuits": self._lines.states(),
            "cache": {**self._cache.status(), "degraded": self.store.degraded},
        }

    async def aclose(self) -> None:
        """End what runs and close connections."""
        for work in tuple(self._running.values()):
            work.cancel()
        for model in self._models.values():
            if not isinstance(model, NoModel):
                await model.aclose()

    async def _tracked(self, task_id: str, run: Coroutine[None, None, Generation]) -> Generation:
        work = asyncio.ensure_future(run)
        self._running[task_id] = work
        try:
            return await work
        except asyncio.CancelledError:
            self.tasks.move(task_id, TaskState.CANCELLED)
            raise
        except BaseException:
            self.tasks.move(task_id, TaskState.FAILED, reason="An internal error ended the run.")
            raise
        finally:
            del self._running[task_id]

    async def _run(
        self, task_id: str, snapshot: Snapshot, target: Target, options: GenerateOptions, on_progress: OnProgress | None
    ) -> Generation:
        async with self._slots:
            self.tasks.move(task_id, TaskState.WORKING)
            run = Run(
                task_id,
                snapshot,
                target,
                options,
                on_progress or _ignore,
                Means(self._gatherer, await self.model(options.model), self._cache, self.model, hands=self._hands),
            )
            return await run.go()

    def _settle(self, generation: Generation) -> None:
        task = generation.task
        match generation.outcome:
            case Proposed(plan):
                self.tasks.move(task, TaskState.READY, source=generation.source, plan=plan)
            case Refused(reason):
                self.tasks.move(task, TaskState.REFUSED, reason=reason, source=generation.source)
            case Failed(error):
                self.tasks.move(task, TaskState.FAILED, reason=error)
            case Previewed() | Applied() | Stale():
                self.tasks.discard(task)


def _described(model: Provider) -> dict[str, object]:
    return {"usable": True, "name": model.name}


def _ignore(_progress: Progress) -> None:
    pass
