"""A program in a process group of its own, and the end of all that it started.

**Invariant:** after `end` neither the program nor what it started runs: its group is killed, and on Linux also what
left the group, which is known by a variable that all of them inherit.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process, SubprocessStreamProtocol
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.errors import AgentRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MARK = "CONTEXTEN_AGENT_RUN"
"""The variable that holds the run's id in all its processes."""

_PASSED = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP")
_WINDOWS = ("SYSTEMROOT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PATHEXT", "COMSPEC", "HOMEDRIVE", "HOMEPATH")


def environment(names: Sequence[str], run: str) -> dict[str, str]:
    """What a child is given: PATH, HOME, the locale, and what `names` says; no key of ours."""
    passed = (*_PASSED, *_WINDOWS, *(name for name in os.environ if name.startswith("LC_")), *names)
    return {name: os.environ[name] for name in passed if name in os.environ} | {MARK: run}


def program_of(command: str, root: str) -> str:
    """The absolute path of a program. Raises AgentRefused where there is none, or only one inside `root`."""
    if not Path(command).is_absolute() and ("/" in command or os.sep in command):
        raise AgentRefused(f"The agent's command {command!r} must be an absolute path, or a name that is on PATH.")
    found = shutil.which(command)
    if found is None or not Path(found).is_absolute():
        raise AgentRefused(f"There is no program {command!r} on PATH: install the agent, or mend its command.")
    real, real_root = os.path.realpath(found), os.path.realpath(root)
    if real.startswith(f"{real_root.rstrip('/')}/"):
        raise AgentRefused(f"The program {command!r} lies in the workspace itself, so it is not started.")
    return found


class _Streams(SubprocessStreamProtocol):
    """The pipes of a process, and word of its end.

    `Process.wait` also waits for the ends of its pipes, which what it started may hold open for ever.
    """

    def __init__(self, limit: int, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(limit=limit, loop=loop)
        self.gone = asyncio.Event()

    def process_exited(self) -> None:
        """The process itself is gone."""
        super().process_exited()
        self.gone.set()


class Child:
    """A running program."""

    def __init__(self, transport: asyncio.SubprocessTransport, streams: _Streams, run: str) -> None:
        self.process = Process(transport, streams, asyncio.get_running_loop())
        self._transport = transport
        self._streams = streams
        self._run = run

    @classmethod
    async def started(
        cls, command: Sequence[str], *, cwd: str, env: Mapping[str, str], limit: int, joined: bool = False
    ) -> Child:
        """Start `command`; `joined`: its errors come with its output, and it gets no input. Raises OSError."""
        loop = asyncio.get_running_loop()
        transport, streams = await loop.subprocess_exec(
            lambda: _Streams(limit, loop),
            *command,
            stdin=DEVNULL if joined else PIPE,
            stdout=PIPE,
            stderr=STDOUT if joined else PIPE,
            cwd=cwd,
            env=dict(env),
            start_new_session=True,
        )
        return cls(transport, streams, env[MARK])

    @property
    def code(self) -> int | None:
        """How it ended; None while it runs."""
        return self.process.returncode

    async def exited(self) -> None:
        """Wait until the program itself has ended."""
        await self._streams.gone.wait()

    async def end(self, term: float, *, leave: float = 0.0) -> None:
        """After `leave` seconds ask the whole group to end, kill what is left after `term` more."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(leave):
                await self.exited()
        self._signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(term):
                await self.exited()
        self.kill()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(term):
                await self.exited()
        await asyncio.to_thread(kill_marked, self._run)
        self.close()

    def close(self) -> None:
        """Let go of its pipes, whoever still holds their other ends."""
        self._transport.close()

    def kill(self) -> None:
        """Kill the whole group at once."""
        self._signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if sys.platform == "win32":
            if self.process.returncode is None:
                self.process.send_signal(number)
            return
        # Once the leader is gone, its number may be another's on Linux only after the group is empty, and what is left
        # of the group is found there by its mark.
        if self.process.returncode is None or sys.platform != "linux":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def kill_marked(run: str) -> int:
    """Kill what still runs with the mark of `run`, on Linux; how many there were. Blocks for milliseconds."""
    if sys.platform != "linux":
        return 0
    killed = 0
    for number in _marked(f"{MARK}={run}".encode()):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(number, signal.SIGKILL)
            killed += 1
    return killed


def _marked(mark: bytes) -> list[int]:
    found: list[int] = []
    for name in os.listdir("/proc"):  # noqa: PTH208 - numbers, not paths
        if not name.isdecimal() or int(name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            if mark in Path("/proc", name, "environ").read_bytes().split(b"\0"):
                found.append(int(name))
    return found
