"""Commands that an agent has us run, where the person allowed that at all.

**Invariant:** a command works inside the run's folder, in a process group of its own, and does not outlive its run.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.agents.acp.model import Denied
from contexten.agents.acp.process import MARK, Child

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contexten.agents.acp.model import Limits

_PIECE = 65_536


@dataclass(slots=True)
class Terminal:
    """One command and the end of what it wrote."""

    child: Child
    most: int
    output: bytearray = field(default_factory=bytearray)
    truncated: bool = False
    reading: asyncio.Task[None] | None = None

    @property
    def text(self) -> str:
        """What is kept of its output, cut between characters."""
        data = bytes(self.output)
        start = next((index for index, byte in enumerate(data[:4]) if byte & 0xC0 != 0x80), 0) if self.truncated else 0
        return data[start:].decode("utf-8", "replace")

    @property
    def exit(self) -> tuple[int | None, str | None] | None:
        """Its exit code or the name of the signal that ended it; None while it runs."""
        code = self.child.code
        if code is None:
            return None
        return (code, None) if code >= 0 else (None, _signal_name(-code))

    async def read(self) -> None:
        """Take in what it writes, keeping the newest part."""
        reader = self.child.process.stdout
        while reader is not None and (piece := await reader.read(_PIECE)):
            self.output += piece
            if len(self.output) > self.most:
                self.truncated = True
                del self.output[: len(self.output) - self.most]


class Terminals:
    """The commands of one run."""

    def __init__(self, folder: str, environment: Mapping[str, str], limits: Limits) -> None:
        self._folder = folder
        self._environment = environment
        self._limits = limits
        self._terminals: dict[str, Terminal] = {}
        self._made = 0

    async def create(
        self, command: Sequence[str], cwd: str | None, extra: Mapping[str, str], most: int | None
    ) -> str | Denied:
        """Start a command; the id under which it is known."""
        if len(self._terminals) >= self._limits.terminals:
            return Denied(f"{self._limits.terminals} commands are there already: release one")
        folder = await asyncio.to_thread(_inside, cwd or self._folder, self._folder)
        if folder is None:
            return Denied("the folder lies outside of the run's folder")
        env = {**self._environment, **extra, MARK: self._environment[MARK]}
        try:
            child = await Child.started(command, cwd=folder, env=env, limit=_PIECE, joined=True)
        except (OSError, ValueError):
            return Denied("the command cannot be started")
        terminal = Terminal(child, min(most or self._limits.terminal_bytes, self._limits.terminal_bytes))
        terminal.reading = asyncio.create_task(terminal.read())
        self._made += 1
        name = f"terminal-{self._made}"
        self._terminals[name] = terminal
        return name

    def get(self, name: str) -> Terminal | None:
        """A command by its id."""
        return self._terminals.get(name)

    async def wait(self, name: str) -> tuple[int | None, str | None] | Denied:
        """How a command ended, once it has and its output is taken in."""
        terminal = self._terminals.get(name)
        if terminal is None:
            return Denied("there is no such command")
        await terminal.child.exited()
        if terminal.reading is not None:
            # What it started in the background may hold its output open for ever.
            await asyncio.wait([terminal.reading], timeout=0.5)
        return terminal.exit or (None, None)

    async def kill(self, name: str) -> None:
        """End a command and what it started; its output stays."""
        terminal = self._terminals.get(name)
        if terminal is not None:
            terminal.child.kill()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._limits.term):
                    await terminal.child.exited()

    async def release(self, name: str) -> None:
        """End a command and forget it."""
        await self.kill(name)
        terminal = self._terminals.pop(name, None)
        if terminal is not None and terminal.reading is not None:
            terminal.reading.cancel()
            await asyncio.gather(terminal.reading, return_exceptions=True)
            terminal.child.close()

    async def aclose(self) -> None:
        """End all commands."""
        for name in tuple(self._terminals):
            await self.release(name)


def _inside(folder: str, root: str) -> str | None:
    """Where `folder` really is; None outside of `root`."""
    real, real_root = os.path.realpath(folder), os.path.realpath(root)
    return real if real == real_root or real.startswith(f"{real_root.rstrip('/')}/") else None


def _signal_name(number: int) -> str:
    if sys.platform != "win32":
        with contextlib.suppress(ValueError):
            return signal.Signals(number).name
    return str(number)
