"""CodegenAutogenIntegration: the one entry point from a wish to a checked plan of edits.

The editor's commands, the command line and scripts all call this object.

**Invariant:** without a model, key or network everything that does not need one works, and the result says what was
used; nothing falls back silently.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contexten.errors import ConfigError
from contexten.extensions.codegen.adapters.autogenlib_adapter import AutogenlibAdapter
from contexten.extensions.codegen.adapters.codegen_adapter import AgentTask, CodegenAdapter, briefed
from contexten.extensions.codegen.adapters.local_adapter import LocalAdapter, folder_about, folder_of
from contexten.extensions.codegen.adapters.local_agents import Surroundings
from contexten.extensions.codegen.agent_report import LISTED, listed_run
from contexten.extensions.codegen.agent_results import Hands, Pulled, pull
from contexten.extensions.codegen.batch import BatchItem, BatchRequest, parse_request, run_batch
from contexten.extensions.codegen.codebase_context import parse_context
from contexten.extensions.codegen.config import CodegenAutogenConfig
from contexten.extensions.codegen.documented import with_keys
from contexten.extensions.codegen.explanation import ExplanationRun
from contexten.extensions.codegen.folder import ProjectFolder
from contexten.extensions.codegen.inline import InlineCompleter, Supplies
from contexten.extensions.codegen.models import Models
from contexten.extensions.codegen.parts import Parts, codegen_token
from contexten.extensions.codegen.providers import NoModel
from contexten.extensions.codegen.readiness import Readiness, readiness
from contexten.extensions.codegen.report import title_of
from contexten.extensions.codegen.run import HANDS, GenerateOptions, Means, OnProgress, Progress, Run, chosen_pack
from contexten.extensions.codegen.running import Running
from contexten.extensions.codegen.scripts import context_of
from contexten.extensions.codegen.tasks import Tasks, TaskState
from contexten.store.folder import default_folder
from contexten.store.store import Store
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from contexten.agents.run import Listener
    from contexten.context.model import ContextPack
    from contexten.edits.model import Refused as NotShaped
    from contexten.extensions.codegen.adapters.agent_prompt import Briefing
    from contexten.extensions.codegen.adapters.agents import Agents
    from contexten.extensions.codegen.generated import Generated
    from contexten.extensions.codegen.outcome import Generation
    from contexten.llm.protocol import Provider, Usage
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_WARMING_PAUSE = 0.005
"""Seconds; a thread at work keeps the interpreter from the loop's."""


class CodegenAutogenIntegration:
    """Context, model, cache and drafts behind one door; holds the Tasks. Use it from one event loop.

    An editor hands over its Snapshots to `generate`. A script calls `initialize` and `generate_with_context`, which
    index the script's own folder.
    """

    def __init__(  # noqa: PLR0913 - the founding document's three and what the server hands over
        self,
        config: CodegenAutogenConfig | None = None,
        *,
        org_id: int | str | None = None,
        token: str | None = None,
        autogenlib_config: Mapping[str, object] | None = None,
        root: Path | str | None = None,
        store: Store | None = None,
        provider: Provider | None = None,
        workspace: str = "",
        max_concurrent: int = 64,
    ) -> None:
        """`org_id`, `token` and the keys of `autogenlib_config` (`documented.KEYS`) are laid over `config`.

        `root` is the folder that scripts work on; None: the current one. `store` None: in memory, until `initialize`
        opens the person's cache folder. `provider` overrides the configured model; `workspace` is what an endpoint's
        approval is bound to. Raises ConfigError for an unknown key or an impossible value.
        """
        given = {"org_id": org_id or None, "token": token or None, **(autogenlib_config or {})}
        self.config = with_keys(config or CodegenAutogenConfig(), given)
        self.store = store or Store.open(None)
        self.workspace = workspace or str(root or "")
        self._owns_store = False
        self._is_memory_only = store is None
        self._root = Path(root or ".")
        self._place = str(Path(self.workspace or ".").absolute())
        self._folder: ProjectFolder | None = None
        self._initializing = asyncio.Lock()
        self._models = Models(provider, self.workspace)
        self.surroundings = Surroundings(self._snapshot)
        """What local agents are shown, and who answers their questions: an editor puts itself here."""
        self._parts = Parts(self.config, self.store, self._place, self.surroundings)
        self._slots = asyncio.Semaphore(max_concurrent)
        self._hands = asyncio.Semaphore(HANDS)
        self._is_warm = False
        self.inline = InlineCompleter(self._supplies())
        self.tasks = Tasks(self.store)
        self._running = Running(self.tasks)

    @classmethod
    def from_env(cls, **more: Any) -> CodegenAutogenIntegration:  # noqa: ANN401 - those of the constructor
        """An integration configured by the environment; `more` are arguments of the constructor."""
        return cls(CodegenAutogenConfig.from_env(), **more)

    async def initialize(self) -> Readiness:
        """Open the cache and look up the model; what is ready, and what to do about the rest. Idempotent, and quick.

        The folder is indexed when the first request needs it, connections are made by the first call and kept.
        """
        async with self._initializing:
            if self._is_memory_only:
                self._is_memory_only, self._owns_store = False, True
                self.store = await asyncio.to_thread(Store.open, default_folder())
                former, self._parts = self._parts, Parts(self.config, self.store, self._place, self.surroundings)
                await former.aclose()
            if self._folder is None:
                exclude, workers = self.config.index_exclude, self.config.index_workers or None
                self._folder = await asyncio.to_thread(
                    ProjectFolder, self._root, self.store, exclude=exclude, workers=workers
                )
        return readiness(
            self.config,
            await self.model(),
            has_token=await asyncio.to_thread(self._has_token),
            root=str(self._folder.root),
            indexed=self._folder.is_indexed,
            degraded=self.store.degraded,
        )

    def configure(self, config: CodegenAutogenConfig) -> None:
        """Take a new configuration; running calls end with the old one."""
        if config != self.config:
            self.config = config
            self._models.forget()
            self._parts.configure(config)

    @property
    def drafts_only(self) -> bool:
        """Whether, as far as is known, no model will be asked; looks nothing up, so code actions may ask it."""
        return self._models.none_will_be_asked(self.config)

    @property
    def agents(self) -> Agents:
        """All agents and their runs; nothing is asked or started before the first use."""
        return self._parts.agents

    async def model(self, name: str | None = None) -> Provider | NoModel:
        """The model that a run would ask, or why there is none; that is looked up anew each time."""
        return await self._found(lambda config: replace(config, model_name=name) if name else config)

    async def suggesting_model(self) -> Provider | NoModel:
        """The model that writes at the cursor while somebody types, or why there is none."""
        return await self._found(CodegenAutogenConfig.for_suggestions)

    async def context(self, snapshot: Snapshot, target: Target, options: GenerateOptions | None = None) -> ContextPack:
        """What would be sent for `target`."""
        model = await self.model()
        chosen = options or GenerateOptions()
        return await asyncio.to_thread(chosen_pack, self._parts.gatherer, snapshot, target, model, chosen)

    async def warm(self, snapshot: Snapshot) -> None:
        """Look up now what the first request, and the titles of code actions, would otherwise wait for."""
        await self.model()
        warmed = False
        while not warmed:
            warmed = await asyncio.to_thread(self._parts.gatherer.warm, snapshot)
            await asyncio.sleep(_WARMING_PAUSE)
        self._is_warm = True

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
        task = self.tasks.create(title or title_of(snapshot, target), target.path)
        generation = await self._running.track(task.id, self._run(task.id, snapshot, target, chosen, on_progress))
        self._running.settle(generation, self._parts.monitor.spent(generation))
        # It writes to the store, where another process may be writing.
        await asyncio.to_thread(self._parts.monitor.record, generation)
        return generation

    async def generate_with_context(
        self,
        prompt: str,
        codebase_context: Mapping[str, object] | None = None,
        use_codegen_agent: bool = False,
        *,
        snapshot: Snapshot | None = None,
        options: GenerateOptions | None = None,
        on_progress: OnProgress | None = None,
    ) -> Generated:
        """Carry out `prompt` in the folder, with code of it chosen as context; nothing is written to disk.

        `snapshot` stands in for the folder: an editor's workspace, with what is not saved yet.

        The keys of `codebase_context` are those of `CodebaseContext`; names that the folder does not define are in
        the result's `unknown`. Raises ClientError for an unknown key, and for cancellation and bugs.
        """
        parse_context(codebase_context)
        chosen = options or GenerateOptions()
        if use_codegen_agent:
            # The caller asks for this very run, so it is not a fallback and needs no setting.
            chosen = replace(chosen, chain=chosen.chain or ("agent",), paid=True)

        async def generate(found: Snapshot, target: Target, options: GenerateOptions, title: str) -> Generation:
            return await self.generate(found, target, options, on_progress, title=title)

        found = snapshot or await self._snapshot()
        return await AutogenlibAdapter(generate).generate(found, prompt, codebase_context, chosen)

    async def run_agent_task(  # noqa: PLR0913 - the founding document's three and what an editor knows
        self,
        task_description: str,
        context_enhancement: bool = True,
        async_execution: bool | None = None,
        *,
        codebase_context: Mapping[str, object] | None = None,
        model: str | None = None,
        agent: str = "",
        continues: str = "",
        snapshot: Snapshot | None = None,
        on_news: Callable[[str], None] | None = None,
    ) -> AgentTask:
        """Give an agent a task, with code of the folder that it is about; calling this is the permission, also to pay.

        `async_execution`: come back when the task is written down; None: as `agent.async` says. `model` is the agent's;
        `agent` its name, empty: as `agent.default` says; `continues` a run of Codegen's that ended, which is gone on
        with; `snapshot` stands in for the folder. Raises AgentError and ConfigError, and then nothing was started.
        """
        asked = parse_context(codebase_context)

        async def enhance(task: str) -> Briefing:
            found, counting = snapshot or await self._snapshot(), await self.model()
            return await asyncio.to_thread(context_of, self._parts.gatherer, found, task, counting, asked)

        if snapshot is None:
            await self.initialize()
        chosen = enhance if self.config.context_enabled else None
        at_once = self.config.agent_async if async_execution is None else async_execution
        earlier = await self.agents.to_continue(continues, agent=agent, model=model)
        local = None if earlier else self.agents.named(agent)
        if local is not None:
            briefing = await briefed(chosen if context_enhancement else None, task_description)
            folder = folder_of(snapshot or await self._snapshot(), asked)
            adapter = LocalAdapter(self.agents.local, local)
            return await adapter.run_agent_task(task_description, briefing, folder, at_once=at_once, on_news=on_news)
        folder = "" if snapshot is None else folder_about(snapshot, asked)
        adapter = CodegenAdapter(self.agents.codegen, chosen, folder, earlier)
        return await adapter.run_agent_task(
            task_description, context_enhancement, at_once, confirmed=True, model=model, on_news=on_news
        )

    def subscribe_runs(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` of every change of an agent's run of this process, on the loop; the result ends that.

        It gets the `Run` as it is then: its `state`, its `reason`, and what its service says of it. It must not wait.
        """
        return self._parts.subscribe(listener)

    async def pull_run(
        self, run: str, *, branch: str = "", snapshot: Snapshot | None = None, hands: Hands | None = None
    ) -> Pulled | NotShaped:
        """Make what an agent's run came to a Task with a checked plan; nothing is written to disk but git's objects.

        `branch` chooses where the run made several; `hands` says what the caller can do to files. Raises AgentMissing.
        """
        found, snapshot = await self.agents.kept_run(run), snapshot or await self._snapshot()
        return await pull(found, snapshot, self.tasks, self.config, branch=branch, hands=hands or Hands())

    async def batch_generate(
        self, requests: Iterable[BatchRequest | Mapping[str, object] | str], *, on_progress: OnProgress | None = None
    ) -> tuple[BatchItem, ...]:
        """One item for each request, in their order, with its own result or error; equal requests run once.

        At most `batch.size` run at a time. Raises ClientError for a request that is none.
        """

        async def one(request: BatchRequest) -> Generated:
            return await self.generate_with_context(
                request.prompt, request.codebase_context, request.use_codegen_agent, on_progress=on_progress
            )

        wanted = [parse_request(request) for request in requests]
        return await run_batch(wanted, one, at_once=self.config.batch_size)

    def cancel(self, task_id: str) -> bool:
        """End a running Task, down to the socket; False where it does not run."""
        return self._running.cancel(task_id)

    async def status(self) -> dict[str, object]:
        """Models, the circuit of each, and cache, for `contexten.status`."""
        model = await self.model()
        usable = {"usable": False, "reason": model.reason} if isinstance(model, NoModel) else _described(model)
        runs = [listed_run(run) for run in (await self.agents.kept())[:LISTED]]
        return {"models": [usable], "runs": runs, **await asyncio.to_thread(self.stats)}

    def stats(self) -> dict[str, Any]:
        """Stages (milliseconds), outcomes, cache figures, tokens and money, circuits, as JSON; looks into the store."""
        return self._parts.stats()

    async def clear_caches(self, *, index: bool = False) -> dict[str, int]:
        """Forget answers and context packs, with `index` also the facts of files; how many of each there were.

        Tasks, approvals and what the team shares stay.
        """
        return await self._parts.clear(index=index)

    async def aclose(self) -> None:
        """End what runs and close connections."""
        self._running.cancel_all()
        await self.inline.aclose()
        await self._parts.aclose()
        await self._models.aclose()
        if self._folder is not None:
            await asyncio.to_thread(self._folder.close)
        if self._owns_store:
            self.store.close()

    async def _found(self, use: Callable[[CodegenAutogenConfig], CodegenAutogenConfig]) -> Provider | NoModel:
        return await self._models.find(lambda: self.config, self.store, self._parts.lines, use)

    async def _affordable(self, name: str | None = None) -> Provider | NoModel:
        """The model of that name, or the configured one, where today's limits allow it to be asked."""
        return await self._parts.within_limits(await self.model(name))

    async def _affordable_suggestion(self) -> Provider | NoModel:
        return await self._parts.within_limits(await self.suggesting_model(), is_suggestion=True)

    async def _snapshot(self) -> Snapshot:
        """The folder of a script, as it is now."""
        await self.initialize()
        assert self._folder is not None  # noqa: S101 - made by `initialize`
        return await asyncio.to_thread(self._folder.snapshot)

    async def _run(
        self, task_id: str, snapshot: Snapshot, target: Target, options: GenerateOptions, on_progress: OnProgress | None
    ) -> Generation:
        async with self._slots:
            self.tasks.move(task_id, TaskState.WORKING)
            kind = ExplanationRun if target.intent is Intent.EXPLAIN else Run
            model = await (self.model if options.dry_run else self._affordable)(options.model)
            means = self._means(model, snapshot.root_of(target.path) or "")
            return await kind(task_id, snapshot, target, options, on_progress or _ignore, means).go()

    def _means(self, model: Provider | NoModel, folder: str) -> Means:
        parts = self._parts
        agent = CodegenAdapter(parts.agents.codegen, folder=folder)
        return Means(parts.gatherer, model, parts.cache, self._affordable, agent, hands=self._hands)

    def _supplies(self) -> Supplies:
        return Supplies(
            config=lambda: self.config,
            gatherer=lambda: self._parts.gatherer,
            model=self._affordable_suggestion,
            is_warm=lambda: self._is_warm,
            spent=self._spent,
            hands=self._hands,
        )

    def _spent(self, model: str, usage: Usage) -> None:
        self._parts.monitor.record_suggestion(model, usage)

    def _has_token(self) -> bool:
        try:
            return codegen_token(self.config) is not None
        except ConfigError:
            return False


def _described(model: Provider) -> dict[str, object]:
    return {"usable": True, "name": model.name}


def _ignore(_progress: Progress) -> None:
    pass
