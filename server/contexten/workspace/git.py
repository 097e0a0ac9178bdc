"""What git knows of a folder on this machine.

**Invariant:** asking never changes the repository, asks nobody over the network, starts no program but git, and ends
within its limits; git's own variables are not passed on, as they could point it at another repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_PAGER": "",
    "LC_ALL": "C",
}
_PASSED = ("PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT")


def git_output(root: str, arguments: Sequence[str], *, seconds: float, most: int) -> bytes:
    """What git prints about `root`: at most `most` bytes, and after `seconds` what there is by then."""
    program = _program(root)
    if program is None:
        return b""
    environment = {name: os.environ[name] for name in _PASSED if name in os.environ} | _QUIET
    try:
        process = subprocess.Popen(  # noqa: S603 - a fixed command, without a shell
            [program, "-C", root, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    except OSError:
        return b""
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    with process:
        try:
            return process.stdout.read(most) if process.stdout is not None else b""
        finally:
            timer.cancel()
            process.kill()


def origin_url(root: str) -> str:
    """The address of the remote `origin` of the repository around `root`; empty where there is none. Blocks."""
    return git_output(root, ("remote", "get-url", "origin"), seconds=2.0, most=2_000).decode("utf-8", "replace").strip()


def _program(root: str) -> str | None:
    """Where git is; one below `root` is not trusted."""
    found = shutil.which("git")
    if found is None or not Path(found).is_absolute() or os.path.realpath(found).startswith(f"{root}/"):
        return None
    return found
