"""What git knows of a folder on this machine, and how git is run at all.

**Invariant:** git starts no hook, no pager, no program that the repository names, and asks nobody; it speaks only the
protocols it is given, and ends within its limits. git's own variables are not passed on, as they could point it at
another repository.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from contexten.errors import DiskError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_PAGER": "",
    "LC_ALL": "C",
}
_PASSED = ("PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT")
_TO_REACH_OTHERS = (
    "SSH_AUTH_SOCK", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY",
    "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
)  # fmt: skip
"""What the person's own keys, authorities and proxies are found by; passed only where git may speak to others."""
_ASKS_NOBODY = {"GIT_ASKPASS": "false", "SSH_ASKPASS_REQUIRE": "never", "GCM_INTERACTIVE": "never"}
"""`false` gives no answer; an empty one would be tried as a password."""
_SAFE = (
    "--no-pager",
    "--no-replace-objects",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
)
_GLANCE = 0.05
_GRACE = 1.0
"""Seconds in which git may remove its locks once it was told to end."""
_MOST_SAID = 20_000
_WITH_SECRET = re.compile(r"//[^@/\s]+@")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run of git ended."""

    code: int
    """Its exit status; below 0 where it was ended."""
    out: bytes
    said: str = ""
    """What it wrote to stderr, without passwords in addresses."""
    ended: str = ""
    """Why it was ended: `time`, or what `stop` said; empty where it was not."""

    @property
    def text(self) -> str:
        """What it printed, without white space around."""
        return self.out.decode("utf-8", "replace").strip()


def git_output(root: str, arguments: Sequence[str], *, seconds: float, most: int) -> bytes:
    """What git prints about `root`: at most `most` bytes, and after `seconds` what there is by then."""
    try:
        return run_git(root, arguments, seconds=seconds, most=most, safe=()).out
    except DiskError:
        return b""


def run_git(
    root: str,
    arguments: Sequence[str],
    *,
    seconds: float,
    most: int,
    given: bytes = b"",
    protocols: Sequence[str] = (),
    stop: Callable[[], str] = str,
    safe: Sequence[str] = _SAFE,
) -> Ran:
    """Run git in `root` with `given` as its input, and take at most `most` bytes of what it prints.

    `protocols` are those it may speak with others; `stop` is asked again and again, and ends it where it says why.
    Blocks. Raises DiskError where there is no git.
    """
    program = _program(root)
    if program is None:
        raise DiskError("There is no git on this machine: install it.")
    command = [program, "-C", root, *safe, *arguments]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as asked:
        asked.write(given)
        asked.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 - without a shell
                command,
                stdin=asked,
                stdout=subprocess.PIPE,
                stderr=said,
                env=_environment(protocols),
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise DiskError(f"git could not be started: {error}") from None
        guard = _Guard(process, seconds, stop)
        with process:
            out = _spoken(process, most, guard)
        return Ran(process.returncode, out, _said(said), guard.ended)


def origin_url(root: str) -> str:
    """The address of the remote `origin` of the repository around `root`; empty where there is none. Blocks."""
    return git_output(root, ("remote", "get-url", "origin"), seconds=2.0, most=2_000).decode("utf-8", "replace").strip()


class _Guard:
    """Ends a process, and what it started, when it takes too long or is not wanted any more."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float, stop: Callable[[], str]) -> None:
        self.ended = ""
        self._process = process
        self._deadline = time.monotonic() + seconds
        self._stop = stop
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="contexten-git", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """The process is done, or is to be."""
        self._over.set()
        self._thread.join()
        if self._process.poll() is None:
            self._end()

    def _watch(self) -> None:
        while not self._over.wait(_GLANCE):
            self.ended = "time" if time.monotonic() > self._deadline else self._stop()
            if self.ended:
                self._end()
                return

    def _end(self) -> None:
        """Ask first: a git that is killed leaves locks behind, which keep the next one out."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE)
        self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self._process.pid, number)
        except (OSError, AttributeError):
            self._process.kill()


def _spoken(process: subprocess.Popen[bytes], most: int, guard: _Guard) -> bytes:
    try:
        out = process.stdout.read(most) if process.stdout is not None else b""
        if len(out) < most:
            # The output is at its end, and so is git; its exit status is not to be that of being killed.
            process.wait()
        return out
    finally:
        guard.stop()


def _said(file: IO[bytes]) -> str:
    file.seek(0)
    return _WITH_SECRET.sub("//", file.read(_MOST_SAID).decode("utf-8", "replace")).strip()


def _environment(protocols: Sequence[str]) -> dict[str, str]:
    names = (*_PASSED, *_TO_REACH_OTHERS) if protocols else _PASSED
    environment = {name: os.environ[name] for name in names if name in os.environ} | _QUIET
    if protocols:
        environment |= {"GIT_ALLOW_PROTOCOL": ":".join(protocols)} | _ASKS_NOBODY
    return environment


def _program(root: str) -> str | None:
    """Where git is; one below `root` is not trusted."""
    found = shutil.which("git")
    if found is None or not Path(found).is_absolute() or os.path.realpath(found).startswith(f"{root}/"):
        return None
    return found
