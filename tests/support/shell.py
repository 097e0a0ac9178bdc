"""A shell at a terminal, with keys pressed one after the other."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

_PATIENCE = 60.0
"""Seconds after which a shell hangs for good, however busy the machine."""


class Terminal:
    """A program at a pseudo terminal; use it as a context manager."""

    def __init__(self, *command: str, folder: Path, environment: dict[str, str] | None = None):
        self.screen = ""
        binaries = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        own = {
            "PATH": binaries,
            "TERM": "dumb",
            "HOME": str(folder),
            "PS1": "$ ",
            "LC_ALL": "C.UTF-8",
            **(environment or {}),
        }
        self._terminal, inner = pty.openpty()
        self.process = subprocess.Popen(
            # Whoever started the tests may ignore Ctrl-C, and that is inherited.
            ["env", "--default-signal=INT", "setsid", "--ctty", *command],
            cwd=folder,
            env={**os.environ, **own},
            stdin=inner,
            stdout=inner,
            stderr=inner,
        )
        os.close(inner)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)

    def press(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def until(self, *words: str) -> str:
        """What is on the screen from now on, as soon as all `words` are."""
        seen, end = "", time.monotonic() + _PATIENCE
        while not all(word in seen for word in words):
            assert time.monotonic() < end, f"{words} did not come; the screen shows:\n{self.screen}"
            if select.select([self._terminal], [], [], 0.2)[0]:
                read = os.read(self._terminal, 4096).decode(errors="replace")
                seen += read
                self.screen += read
        return seen
