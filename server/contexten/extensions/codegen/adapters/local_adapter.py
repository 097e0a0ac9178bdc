"""From our words to a local agent's and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.agents.model import RunRequest
from contexten.errors import AgentRefused
from contexten.extensions.codegen.adapters.agent_prompt import task_prompt
from contexten.extensions.codegen.adapters.codegen_adapter import AgentTask, ended, ignored, shown_title, task_of
from contexten.extensions.codegen.codebase_context import absolute

if TYPE_CHECKING:
    from contexten.agents.acp.model import LocalAgent
    from contexten.extensions.codegen.adapters.agent_prompt import Briefing
    from contexten.extensions.codegen.adapters.codegen_adapter import OnNews
    from contexten.extensions.codegen.adapters.local_agents import LocalAgents
    from contexten.extensions.codegen.codebase_context import CodebaseContext
    from contexten.workspace.snapshot import Snapshot

_PROPOSES = (
    "Change files through the editor's own file methods (fs/write_text_file), with absolute paths: what is written "
    "there is shown to the person as a proposal. Do not commit and do not push."
)


class LocalAdapter:
    """Gives a task to an agent on this machine."""

    def __init__(self, agents: LocalAgents, agent: LocalAgent) -> None:
        self._agents = agents
        self._agent = agent

    async def run_agent_task(
        self, task: str, briefing: Briefing, folder: str, *, at_once: bool = False, on_news: OnNews | None = None
    ) -> AgentTask:
        """Start the agent in `folder`; the result, or with `at_once` the task as soon as it is written down.

        Raises AgentError, and then nothing was started.
        """
        runs = await self._agents.runs()
        prompt = f"{_PROPOSES}\n\n{task_prompt(task, briefing.text)}"
        request = RunRequest(
            prompt, title=shown_title(task), agent_type=self._agent.name, folder=folder, links=briefing.paths
        )
        run = await runs.launch(request)
        if not at_once:
            run = await ended(runs, run, on_news or ignored, None)
        return task_of(run, briefing.notes)


def folder_of(snapshot: Snapshot, asked: CodebaseContext) -> str:
    """The folder of the workspace that a task is about. Raises AgentRefused where there is none."""
    folder = folder_about(snapshot, asked) or next(iter(snapshot.roots), "")
    if not folder:
        raise AgentRefused("A local agent works in a workspace folder: open one.")
    return folder


def folder_about(snapshot: Snapshot, asked: CodebaseContext) -> str:
    """The folder of the workspace that holds the file that a task names; empty where there is none."""
    return (snapshot.root_of(absolute(snapshot, asked.target_file)) or "") if asked.target_file else ""
