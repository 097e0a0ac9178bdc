"""Runs of agents as JSON, and the question that is asked before one is paid for."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from contexten.agents.codegen.backend import CodegenBackend
from contexten.extensions.codegen.agent_names import CODEGEN
from contexten.extensions.codegen.agent_results import has_changes

if TYPE_CHECKING:
    from contexten.agents.acp.model import LocalAgent
    from contexten.agents.model import LogLine, LogPage, Run
    from contexten.agents.steps import RunLimits
    from contexten.extensions.codegen.adapters.codegen_adapter import AgentTask
    from contexten.extensions.codegen.adapters.codegen_agents import Place


LISTED = 20
"""How many runs a status names."""


def described_run(run: Run) -> dict[str, Any]:
    """One run, without its prompt; `made` and `changed` are in seconds since the epoch."""
    remote = run.remote
    return {
        **listed_run(run),
        "remote": remote.id if remote else None,
        "pulls": [_pull(pull.url, pull.title, pull.branch) for pull in remote.pulls] if remote else [],
        "text": (remote.result or remote.summary) if remote else "",
        "hasChanges": has_changes(run),
    }


def listed_run(run: Run) -> dict[str, Any]:
    """One run without what it came to."""
    remote = run.remote
    return {
        "id": run.id,
        "title": run.title,
        "agent": _agent(run),
        "state": run.state.value,
        "status": remote.status if remote else "",
        "reason": run.reason,
        "url": run.url,
        "made": run.made,
        "changed": run.changed,
    }


def described_task(task: AgentTask) -> dict[str, Any]:
    """What a task that was given to an agent came to."""
    return {
        "run": task.id,
        "outcome": task.state.value,
        "status": task.status,
        "reason": task.reason,
        "url": task.url,
        "pulls": [_pull(pull.url, pull.title, pull.branch) for pull in task.pulls],
        "text": task.text,
        "hasChanges": task.has_changes,
        "notes": list(task.notes),
    }


def described_log(page: LogPage) -> dict[str, Any]:
    """A page of what a run did."""
    return {"lines": [_line(line) for line in page.lines], "total": page.total}


def confirmation(task: str, place: Place, limits: RunLimits, model: str | None, earlier: Run | None = None) -> str:
    """What a person is asked before a run is paid for: it names the task, model, repository and limits."""
    opening, usual = "Start a paid agent run at Codegen?", "as Codegen chooses"
    if earlier is not None:
        opening, usual = f"Go on with the agent run '{earlier.title}' at Codegen? It is paid for.", "as before"
    repository = f"repository {place.repository}" if place.repository else "a repository that Codegen chooses"
    if place.name:
        repository = place.name
    return (
        f"{opening} Task: {' '.join(task.split())[:200]}. "
        f"Model: {model or usual}. In: {repository}, organisation {place.organisation}. "
        f"At most {limits.per_day} runs are launched in 24 hours, and each is stopped after "
        f"{limits.watch / 60:g} minutes. What it costs is between you and Codegen: its API does not say."
    )


def local_confirmation(task: str, agent: LocalAgent, minutes: float) -> str:
    """What a person is asked before a program is started as an agent: it names all of its command."""
    return (
        f"Start the agent {agent.name} on this machine, in the workspace folder and with your rights? "
        f"Command: {shlex.join(agent.command)} . Task: {' '.join(task.split())[:200]}. "
        f"It is stopped after {minutes:g} minutes; what it sends to its maker is up to the agent."
    )


def _agent(run: Run) -> str:
    return CODEGEN if run.backend == CodegenBackend.name else run.request.agent_type or run.backend


def _pull(url: str, title: str, branch: str) -> dict[str, str]:
    return {"url": url, "title": title, "branch": branch}


def _line(line: LogLine) -> dict[str, str]:
    return {"kind": line.kind, "at": line.at, "tool": line.tool, "thought": line.thought, "text": line.text}
