"""From our words to an agent's and back: a prompt becomes a run, its outcome an answer that is shaped like a model's.

**Invariant:** paid work starts only where it was allowed, and what it came to is never lost: a run that outlasts who
waits for it stays in the list of runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.agents.codegen.backend import CodegenBackend
from contexten.agents.model import AgentAnswer as RunAnswer
from contexten.agents.model import PullRequest, Run, RunRequest, RunState
from contexten.context.redact import redact_text
from contexten.errors import AgentBadAnswer, AgentError, AgentRefused, ConfigError, ContextenError
from contexten.extensions.codegen.adapters.agent_prompt import Briefing, answer_prompt, task_prompt
from contexten.extensions.codegen.agent_results import has_changes
from contexten.extensions.codegen.utils.error_handling import AgentAnswer, AgentFailed, Trouble

if TYPE_CHECKING:
    from contexten.agents.run import AgentRuns
    from contexten.extensions.codegen.adapters.codegen_agents import CodegenAgents
    from contexten.llm.protocol import Message

Enhance = Callable[[str], Awaitable[Briefing]]
"""Chooses from the workspace what a task needs, without secrets."""

OnNews = Callable[[str], None]

_TITLE = 80


@dataclass(frozen=True, slots=True)
class AgentTask:
    """A task that an agent was given, as far as it has come."""

    id: str
    """Of the run: `contexten agent logs ID`."""
    state: RunState
    status: str
    """The service's own word."""
    url: str
    text: str = field(default="", repr=False)
    """What the agent said at the end."""
    pulls: tuple[PullRequest, ...] = ()
    reason: str = ""
    """Why it stands where it stands, where that is not plain."""
    notes: tuple[str, ...] = ()
    """What was done differently than asked for, such as a task sent without context."""
    has_changes: bool = False
    """Whether it came to changes of files, which `pull_run` takes over."""

    @property
    def succeeded(self) -> bool:
        """Whether the agent completed it."""
        return self.state is RunState.READY


class CodegenAdapter:
    """Asks Codegen's agents."""

    name = "Codegen"

    def __init__(
        self, agents: CodegenAgents, enhance: Enhance | None = None, folder: str = "", earlier: Run | None = None
    ) -> None:
        """`folder` is the one that its runs are about; empty: the first of the workspace.

        `earlier` is the run that a task goes on with, in that one's folder.
        """
        self._agents = agents
        self._enhance = enhance
        self._folder = folder
        self._earlier = earlier

    async def run(
        self, messages: tuple[Message, ...], on_news: OnNews, *, seconds: float, confirmed: bool = False
    ) -> AgentAnswer | AgentFailed:
        """Have the prompt answered within `seconds`; whoever cancels this stops the run."""
        prompt = answer_prompt(messages)
        try:
            runs = await self._agents.runs()
            run = await runs.launch(await self._request(prompt, "Answer for the editor"), confirmed=confirmed)
            return _answered(await ended(runs, run, on_news, seconds))
        except (AgentError, ConfigError) as error:
            return AgentFailed(str(error), _trouble(error))

    async def run_agent_task(
        self,
        task_description: str,
        context_enhancement: bool = True,
        async_execution: bool = False,
        *,
        confirmed: bool = False,
        model: str | None = None,
        on_news: OnNews | None = None,
    ) -> AgentTask:
        """Give an agent a task; the result, or with `async_execution` the task as soon as it is written down.

        `confirmed`: a person allowed this very run. Raises AgentError, and then nothing was started.
        """
        briefing = await briefed(self._enhance if context_enhancement else None, task_description)
        runs = await self._agents.runs()
        request = await self._request(task_prompt(task_description, briefing.text), task_description, model)
        run = await runs.launch(request, confirmed=confirmed)
        if not async_execution:
            run = await ended(runs, run, on_news or ignored, None)
        return task_of(run, briefing.notes)

    async def _request(self, prompt: str, title: str, model: str | None = None) -> RunRequest:
        if self._earlier is not None and self._earlier.remote is not None:
            known = self._earlier.request
            return RunRequest(
                prompt,
                title=shown_title(title),
                continues=self._earlier.remote.id,
                folder=known.folder,
                repository=known.repository,
            )
        place = await self._agents.place(self._folder)
        return RunRequest(
            prompt,
            title=shown_title(title),
            repo_id=place.repository,
            model=model,
            folder=place.folder,
            repository=place.name,
        )


async def briefed(enhance: Enhance | None, task: str) -> Briefing:
    """What was chosen for a task; a note where nothing could be."""
    if enhance is None:
        return Briefing()
    try:
        return await enhance(task)
    except ContextenError as error:
        return Briefing(notes=(f"The task was sent without context: {error}",))


def shown_title(task: str) -> str:
    """The start of a task, as a person is shown it."""
    return redact_text(" ".join(task.split())).text[:_TITLE]


def task_of(run: Run, notes: tuple[str, ...] = ()) -> AgentTask:
    """The task that a run works on, as far as it has come."""
    answer = run_answer(run)
    return AgentTask(
        run.id,
        run.state,
        answer.status,
        answer.url,
        answer.text,
        answer.pulls,
        run.reason,
        notes,
        has_changes(run),
    )


def run_answer(run: Run) -> RunAnswer:
    """What a run that ended well says."""
    remote = run.remote
    if remote is None:
        return RunAnswer("", "", "")
    return RunAnswer(remote.result or remote.summary, remote.url, remote.status, remote.pulls)


async def ended(runs: AgentRuns, run: Run, on_news: OnNews, seconds: float | None) -> Run:
    """The run when nothing more happens to it, or after `seconds`; a cancelled wait stops it."""

    def tell(news: Run) -> None:
        if news.id == run.id:
            on_news(_news(news))

    unsubscribe = runs.subscribe(tell)
    try:
        async with asyncio.timeout(seconds):
            return await runs.wait(run.id)
    except TimeoutError:
        return await runs.get(run.id)
    except asyncio.CancelledError:
        await asyncio.shield(runs.cancel(run.id))
        raise
    finally:
        unsubscribe()


def _news(run: Run) -> str:
    status = run.remote.status if run.remote and run.remote.status else run.state.value
    if run.backend != CodegenBackend.name:
        return f"{run.request.agent_type}: {status}" + (f" ({run.reason})" if run.reason else "")
    return f"Codegen: {status.lower().replace('_', ' ')}" + (f" ({run.reason})" if run.reason else "")


def _answered(run: Run) -> AgentAnswer | AgentFailed:
    match run.state:
        case RunState.READY:
            return _said(run)
        case RunState.QUEUED | RunState.SENDING | RunState.WORKING:
            place = f" at {run.url}" if run.url else ""
            return AgentFailed(f"Codegen still works{place}; 'contexten agent runs' shows when it is done.")
        case RunState.FAILED:
            trouble = Trouble.LATER if run.is_later or run.remote is not None else Trouble.REFUSED
            return AgentFailed(run.reason, trouble)
        case RunState.UNKNOWN | RunState.CANCELLED:
            return AgentFailed(run.reason, Trouble.REFUSED)


def _said(run: Run) -> AgentAnswer | AgentFailed:
    answer = run_answer(run)
    if answer.pulls and "```" not in answer.text and "\n@@ " not in answer.text:
        places = ", ".join(pull.url or pull.branch for pull in answer.pulls)
        return AgentFailed(f"Codegen answered with a pull request instead of text: {places}.", Trouble.UNUSABLE)
    if not answer.text.strip():
        return AgentFailed(f"Codegen's run ended without an answer; see {answer.url or 'its log'}.", Trouble.UNUSABLE)
    return AgentAnswer(answer.text, f"Codegen run {run.remote.id if run.remote else run.id}")


def _trouble(error: AgentError | ConfigError) -> Trouble:
    match error:
        case AgentRefused() | ConfigError():
            return Trouble.REFUSED
        case AgentBadAnswer():
            return Trouble.UNUSABLE
        case _:
            return Trouble.LATER


def ignored(_news: str) -> None:
    """Nobody is told."""
