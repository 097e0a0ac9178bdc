"""The words of this room: what is asked of an agent, what a run is, and where it stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

Sleep = Callable[[float], Awaitable[None]]
"""How time passes."""


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    """Written down; nothing was sent yet."""
    SENDING = "sending"
    """The one request that starts it is on its way."""
    UNKNOWN = "unknown"
    """That request got no answer: the run may exist or not, and a person has to say."""
    WORKING = "working"
    READY = "ready"
    """There is a result."""
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether it may still change without a person."""
        return self in {RunState.QUEUED, RunState.SENDING, RunState.WORKING}

    @property
    def is_over(self) -> bool:
        """Whether it ended."""
        return self in {RunState.READY, RunState.FAILED, RunState.CANCELLED}


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is asked of an agent. The prompt and the images are never shown in a log or a message."""

    prompt: str = field(repr=False)
    title: str = ""
    """What a person is shown; the start of the instruction."""
    images: tuple[str, ...] = field(default=(), repr=False)
    """Data URIs."""
    metadata: dict[str, object] = field(default_factory=dict[str, object], repr=False)
    repo_id: int | None = None
    model: str | None = None
    agent_type: str | None = None
    """What kind of agent; of local agents the name of the one that is started."""
    continues: str = ""
    """The service's id of a run that this one goes on with."""
    folder: str = ""
    """The folder that the run is about, as an absolute path: there a local agent works, and the paths of its changes
    are relative to it; empty where there is none."""
    repository: str = ""
    """`owner/name` of the repository that `folder` is a clone of, where git's remote told."""
    links: tuple[str, ...] = ()
    """Files that a local agent is pointed to, relative to `folder`."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request that a run made."""

    id: int
    url: str
    title: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a run wants to be done to one file. Nothing was written."""

    path: str
    """Relative to the root of the workspace, with `/`."""
    before: str | None = field(repr=False)
    """The text that the agent started from; None: the file is new."""
    after: str | None = field(repr=False)
    """The text it shall have; None: it is deleted."""
    was: str = ""
    """The path it had in the text that the agent started from; empty: the same."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One thing a run did."""

    kind: str
    """The service's word, e.g. `ACTION`."""
    at: str = ""
    tool: str = ""
    thought: str = ""
    text: str = ""
    """What it saw or said, as text."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A run as its service describes it."""

    id: str
    state: RunState
    status: str = ""
    """The service's own word."""
    url: str = ""
    result: str = field(default="", repr=False)
    summary: str = field(default="", repr=False)
    pulls: tuple[PullRequest, ...] = ()
    changes: tuple[FileChange, ...] = ()
    """What it proposes itself, where its result is no branch."""
    reason: str = ""
    """Why it stands where it stands, where its service says so in a sentence."""
    log: tuple[LogLine, ...] = field(default=(), repr=False)
    """The last lines of its log, where nobody keeps the whole once it has ended."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some lines of a log, and how many there are in all."""

    lines: tuple[LogLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the intent, and what is known of what came of it."""

    id: str
    """The intent's."""
    backend: str
    request: RunRequest
    state: RunState
    owner: str
    """The process that looks after it."""
    made: float
    """Seconds since the epoch."""
    changed: float
    remote: Remote | None = None
    reason: str = ""
    """Why it stands where it stands, or what is in the way just now."""
    is_later: bool = False
    """Whether it failed for a reason that may be gone another time."""
    since: float = 0.0
    """Since when its limit of time counts, in seconds since the epoch; 0: since it was made."""

    @property
    def url(self) -> str:
        """Where a person sees it in a browser; empty where it was not started."""
        return self.remote.url if self.remote else ""

    @property
    def title(self) -> str:
        """What a person is shown."""
        return self.request.title or "Agent run"


@dataclass(frozen=True, slots=True)
class AgentAnswer:
    """What an agent said at the end: the text, and where a person sees the whole."""

    text: str = field(repr=False)
    url: str
    status: str
    pulls: tuple[PullRequest, ...] = ()


class Backend(Protocol):
    """One service that runs agents. All methods raise the AgentError family."""

    @property
    def name(self) -> str:
        """What a person is shown: `Codegen`."""
        ...

    @property
    def paid(self) -> bool:
        """Whether a run costs money."""
        ...

    @property
    def lasting(self) -> bool:
        """Whether its runs go on without the process that started them, and any process may ask how they stand."""
        ...

    async def admit(self) -> None:
        """Wait until the service takes another run, by its limits. Raises AgentOverloaded where that takes too long."""
        ...

    async def start(self, request: RunRequest, intent: str) -> Remote:
        """Ask once, without retries, for a new run or to go on with the one that `request` names.

        Raises AgentUnconfirmed where that may have been done all the same.
        """
        ...

    async def find(self, intent: str) -> Remote | None:
        """The run that was started for `intent`, where the service can tell."""
        ...

    async def look(self, remote: str) -> Remote:
        """How the run stands."""
        ...

    async def pause(self, remote: str, seconds: float, sleep: Sleep) -> None:
        """Wait before the next look at a run: `sleep` for `seconds`, or until there is something to see."""
        ...

    async def logs(self, remote: str, *, skip: int, limit: int, newest_first: bool) -> LogPage:
        """What the run did."""
        ...

    async def stop(self, remote: str) -> None:
        """End the run, as far as the service can."""
        ...

    async def clear(self, remote: str) -> None:
        """Remove what a run whose process is gone may have left on this machine."""
        ...

    async def aclose(self) -> None:
        """Close pooled connections, and end runs that do not go on by themselves."""
        ...
