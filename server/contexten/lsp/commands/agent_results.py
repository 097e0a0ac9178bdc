"""What the commands about agents answer; `results` has the others, and the table of all."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from contexten.lsp.commands.answer import Answer, HunkItem


class Pull(Answer, frozen=True, kw_only=True):
    """A pull request of an agent's."""

    url: str
    title: str
    branch: str


class LaunchResult(Answer, frozen=True, kw_only=True):
    """What became of a task for an agent."""

    run: str | None
    outcome: str
    reason: str
    status: str | UnsetType = UNSET
    url: str | UnsetType = UNSET
    pulls: list[Pull] | UnsetType = UNSET
    text: str | UnsetType = UNSET
    has_changes: bool | UnsetType = UNSET
    """Whether `contexten.agent.pull` has something to take over."""
    notes: list[str] | UnsetType = UNSET


class ListedRun(Answer, frozen=True, kw_only=True):
    """One run of an agent."""

    id: str
    title: str
    agent: str
    """Whose it is."""
    state: str
    status: str
    """The service's own word."""
    reason: str
    url: str
    made: float
    changed: float


class RunItem(ListedRun, frozen=True, kw_only=True):
    """One run of an agent, with what it came to."""

    remote: str | int | None
    """Its number at the service."""
    pulls: list[Pull]
    text: str
    has_changes: bool
    """Whether `contexten.agent.pull` has something to take over."""


class RunsResult(Answer, frozen=True, kw_only=True):
    """Runs of agents, newest first."""

    runs: list[RunItem]


class LogLine(Answer, frozen=True, kw_only=True):
    """One line of a run's log."""

    kind: str
    at: str
    tool: str
    thought: str
    text: str


class LogResult(Answer, frozen=True, kw_only=True):
    """A page of a run's log."""

    lines: list[LogLine]
    total: int


class PulledFile(Answer, frozen=True, kw_only=True):
    """One file that a run of an agent changed."""

    path: str
    was: str | None
    """The path before, of a file that is renamed."""
    kind: Literal["deleted", "new", "changed"]
    added: int
    """Lines."""
    removed: int


class NotPulled(Answer, frozen=True, kw_only=True):
    """A file of the run that is not taken over."""

    path: str
    reason: str


class PullResult(Answer, frozen=True, kw_only=True):
    """What a run came to, as an edit. Only `task` and `outcome` are always there."""

    task: str | None
    outcome: Literal["applied", "proposed", "refused", "stale", "failed", "ready", "unknown"]
    reason: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    notes: list[str] | UnsetType = UNSET
    left_out: list[NotPulled] | UnsetType = UNSET
    files: list[PulledFile] | UnsetType = UNSET
    edit: dict[str, Any] | UnsetType = UNSET
    """A WorkspaceEdit of the protocol, where it was not to be applied."""
    hunks: list[HunkItem] | UnsetType = UNSET
    left: int | UnsetType = UNSET
