"""When the process ends: with its editor, within five seconds, whatever is running.

A thread of its own watches the parent, because the event loop may be the very thing that hangs; and the last word is
`os._exit`, because the interpreter's own way out waits for every thread of every pool.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from contexten import trace

if TYPE_CHECKING:
    from collections.abc import Callable

_log = trace.logger("lsp.lifetime")

_POLL = 1.0
_GRACE = 3.0


class Lifetime:
    """Decides the exit code and enforces the end. Every method may be called from any thread."""

    def __init__(self, *, grace: float = _GRACE) -> None:
        self._grace = grace
        self._code: int | None = None
        self._late = 1
        self._lock = threading.Lock()
        self._on_end: Callable[[], None] | None = None
        self._enforced = False

    def on_end(self, call: Callable[[], None]) -> None:
        """Have `call` run once, from any thread, when the end begins."""
        with self._lock:
            self._on_end = call
            begun = self._code is not None
        if begun:
            call()

    def end(self, code: int, reason: str) -> None:
        """Begin the end, with this exit code; the process is gone after the grace time at the latest."""
        self.start_grace()
        with self._lock:
            if self._code is not None:
                return
            self._code = code
            call = self._on_end
        _log.info("ending: %s", reason)
        if call is not None:
            call()

    def start_grace(self, code: int = 1) -> None:
        """From now on the process has only the grace time left, even if the loop hangs.

        `code` is the exit code where the loop does not come to `end` in that time.
        """
        with self._lock:
            if self._enforced:
                return
            self._enforced, self._late = True, code
        threading.Thread(target=self._enforce, name="contexten-end", daemon=True).start()

    def watch(self, process: int) -> None:
        """End with process `process`, the editor, even if our stdin stays open."""
        threading.Thread(target=self._watch, args=(process,), name="contexten-parent", daemon=True).start()

    def exit(self) -> NoReturn:
        """End the children, then this process, now."""
        _end_children()
        sys.stderr.flush()
        os._exit(self._late if self._code is None else self._code)

    def _watch(self, process: int) -> None:
        while is_alive(process):
            time.sleep(_POLL)
        self.end(1, "the editor's process is gone")

    def _enforce(self) -> None:
        time.sleep(self._grace)
        self.exit()


def is_alive(process: int) -> bool:
    """Whether the process runs; one that has ended but was not collected by its parent does not."""
    if process <= 0:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not _is_zombie(process)


def _is_zombie(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return False
    return status.rpartition(b")")[2].split()[:1] == [b"Z"]


def _end_children() -> None:
    """The workers end by themselves when their stdin closes, but not in the middle of a file."""
    for process in _children():
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)


def _children() -> list[int]:
    """Where the system lists them (Linux)."""
    found: list[int] = []
    for listing in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, listing.read_text(encoding="ascii").split())
    return found
