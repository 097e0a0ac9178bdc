"""A program that wants a terminal: started in one, typed into, and seen as its letters come."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from typing import TYPE_CHECKING, Self

from editors.running import end

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?>=<]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-B]|[=>78])")


class Screen:
    """A running program and the terminal that it draws on. Use it as a context manager: it is ended with the block."""

    def __init__(self, command: Sequence[str], *, folder: Path, environment: Mapping[str, str]):
        self._terminal, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        self._process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=inside, stdout=inside, stderr=inside, start_new_session=True
        )
        os.close(inside)
        self._drawn = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        end(self._process.pid)
        self._process.wait()
        os.close(self._terminal)

    def type(self, keys: str) -> None:
        """Press keys; what was drawn before them is forgotten."""
        self._drawn = b""
        os.write(self._terminal, keys.encode())

    def escape(self) -> None:
        """Press the key Escape, and no other key so soon that both are taken for one with Alt."""
        self.type("\x1b")
        time.sleep(0.3)

    @property
    def drawn(self) -> str:
        """What was drawn since the last keys, without colours and places: the words stand in the order of drawing."""
        return _ESCAPES.sub(b" ", self._drawn).decode("utf-8", "replace")

    def wait(self, condition: Callable[[], object], what: str, *, seconds: float = 60.0) -> None:
        """Read what is drawn until `condition` holds; AssertionError with what was drawn when it does not come."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain for {what}; drawn: {self.drawn[-2000:]}")
            if select.select([self._terminal], [], [], 0.02)[0]:
                self._read()

    def _read(self) -> None:
        try:
            self._drawn += os.read(self._terminal, 65536)
        except OSError:  # nobody draws any more
            time.sleep(0.02)

    def wait_for(self, words: str, *, seconds: float = 60.0) -> None:
        """Wait until the words were drawn."""
        self.wait(lambda: words.replace(" ", "") in self.drawn.replace(" ", ""), f"'{words}'", seconds=seconds)

    def insist(self, keys: str, condition: Callable[[], object], what: str) -> None:
        """Press keys, again after an Escape while `condition` does not hold: the program may not be ready for them."""
        for _ in range(20):
            self.type(keys)
            with contextlib.suppress(AssertionError):
                return self.wait(condition, what, seconds=3.0)
            self.escape()
        raise AssertionError(f"pressed keys in vain for {what}; drawn: {self.drawn[-2000:]}")

    def ended(self) -> bool:
        """Whether the program has ended."""
        return self._process.poll() is not None
