"""Which files' text must never be sent.

**Invariant:** the secret-file list holds everywhere, by the name asked for and by the name a link leads to; the deny
files can only add to it.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import sys
from typing import TYPE_CHECKING

from contexten.workspace.discovery import root_of
from contexten.workspace.ignore import IgnoreRules
from contexten.workspace.secret import secret_reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Privacy:
    """The rules of all roots, as the ignore files stood when they were read."""

    def __init__(self, roots: Sequence[str], rules: Mapping[str, IgnoreRules]) -> None:
        self._roots = tuple(roots)
        self._rules = dict(rules)
        self._outside: dict[str, IgnoreRules] = {}
        self._by_name: dict[str, str | None] = {}
        """What the rules say of a path; where it leads is looked at anew each time."""

    def reason(self, path: str) -> str | None:
        """Why the file at `path` is private, or None."""
        found = self._reason(path)
        if found is None and path.startswith("/"):
            real = _real(path)
            found = self._reason(real) if real != path else None
        return found

    def ignored(self, path: str) -> bool:
        """Whether an ignore file of any sort leaves the file at `path` out, as a walk of its root would."""
        return path.startswith("/") and self._rules_for(path).ignored(path)

    def _reason(self, path: str) -> str | None:
        if path not in self._by_name:
            self._by_name[path] = self._ruled(path)
        return self._by_name[path]

    def _ruled(self, path: str) -> str | None:
        secret = secret_reason(path)
        if secret is not None or not path.startswith("/"):
            return secret
        denied = self._rules_for(path).denied(path)
        return f"{denied} excludes it" if denied else None

    def _rules_for(self, path: str) -> IgnoreRules:
        root = root_of(path, self._roots)
        if root is not None:
            return self._rules[root]
        folder = posixpath.dirname(path)
        if folder not in self._outside:
            self._outside[folder] = IgnoreRules(folder)
        return self._outside[folder]


def _real(path: str) -> str:
    """Where `path` leads. Linux says so at once; elsewhere each folder on the way is looked at, seven times slower."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, ValueError):
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                return os.readlink(f"/proc/self/fd/{handle}")  # noqa: PTH115 - asked of every file that is shown
            finally:
                os.close(handle)
    return os.path.realpath(path)
