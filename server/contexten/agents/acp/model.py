"""The words of local agents: which there are, what they may cost, and what of the workspace they are shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

Ask = Callable[[str, tuple[str, ...]], Awaitable[str | None]]
"""Asks the person a question with these answers; None where there was no answer, or nobody to ask."""


@dataclass(frozen=True, slots=True)
class LocalAgent:
    """A program that a person allowed to be started as an agent."""

    name: str
    command: tuple[str, ...]
    """The program and its arguments; no shell reads them."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What local agents may do."""

    variables: tuple[str, ...] = ()
    """Names of variables of our environment that they are given beside PATH, HOME and the locale."""
    terminals: bool = False
    """Whether they may have us run commands."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use. Times are in seconds, sizes in bytes unless they say otherwise."""

    seconds: float = 3600.0
    """How long a run may take."""
    setup: float = 120.0
    """How long an agent may take to answer `initialize` or `session/new`; the first start may have to fetch it."""
    sign_in: float = 300.0
    grace: float = 5.0
    """How long an agent has to end its turn once it is cancelled."""
    leave: float = 1.0
    """How long an agent has to go by itself once its work is done and its input closed."""
    term: float = 2.0
    """Between TERM and KILL."""
    message: int = 8_000_000
    output: int = 512_000_000
    """All that an agent may write to us in a run."""
    stray_lines: int = 100
    """Lines on its standard output that are not of the protocol."""
    at_once: int = 256
    """Requests of the agent that are not answered yet."""
    questions: int = 16
    """Questions of it that wait for the person."""
    files: int = 200
    file_bytes: int = 1_000_000
    changed_bytes: int = 8_000_000
    """All proposed texts of a run together."""
    text: int = 200_000
    """Characters of its last message that are kept."""
    terminals: int = 16
    terminal_bytes: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """A file as the person sees it now."""

    path: str
    """Relative to the folder of the run, with `/`."""
    text: str | None = field(repr=False)
    """None: there is no such file."""


@dataclass(frozen=True, slots=True)
class Denied:
    """Why an agent does not get a file, or may not write it; a few words."""

    reason: str


class Place(Protocol):
    """The workspace as one run may see it. Open buffers count before the disk."""

    @property
    def folder(self) -> str:
        """Where the agent works, as an absolute path."""
        ...

    async def begin(self) -> None:
        """The agent is about to be started."""
        ...

    async def look(self, path: str) -> Found | Denied:
        """The file at the absolute `path` as it is now, for reading."""
        ...

    async def target(self, path: str) -> Found | Denied:
        """The file at the absolute `path`, there or not, for writing."""
        ...

    def shown(self, found: Found) -> str:
        """The text of `found` as an agent may see it: without known secrets."""
        ...

    def restored(self, text: str) -> str:
        """A text that an agent wrote, with the secrets that `shown` replaced put back."""
        ...

    async def touched(self) -> tuple[str, ...]:
        """Files that changed on the disk since the run began, whoever changed them."""
        ...
