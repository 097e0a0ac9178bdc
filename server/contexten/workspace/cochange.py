"""Which files change together, by the history that git keeps on this machine.

**Invariant:** reading never changes the repository, asks nobody over the network, starts no program but git, and ends
within its limits; where anything is missing, nothing is known. Commits that touch many files say little and are left
out; each of the others gives its files 1 / how many they are.
"""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten import trace
from contexten.workspace.git import git_output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

MAX_COMMITS = 2_000
MAX_SECONDS = 5.0
MAX_BYTES = 20_000_000
MAX_FILES = 30
"""Commits that touch more files than these are left out."""
_KEPT = 20
"""How many files are kept for each."""
_DOUBT = 0.5
"""Added to what a file's share is of: a file that changed once says little."""

_COMMIT = b"\x01"
_LOG = (
    "--no-pager",
    "--no-replace-objects",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "log.showSignature=false"),
    *("-c", "protocol.allow=never"),
    "log",
    "-z",
    "--name-only",
    "--relative",
    "--no-merges",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-notes",
    "--no-show-signature",
    "--no-mailmap",
    "--ignore-submodules=all",
    f"--max-count={MAX_COMMITS}",
    "--format=format:%x01",
    "--",
    ".",
)

Together = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class CoChange:
    """By file those that change with it, the most often first, each with its share from 0 to 1."""

    files: Mapping[str, Together] = field(default_factory=dict[str, Together])

    def of(self, path: str) -> Together:
        """The files that change with `path`; 1 means: whenever it does."""
        return self.files.get(path, ())


class Histories:
    """Reads histories on a thread of its own, one reading at a time."""

    def __init__(self, on_read: Callable[[Histories, CoChange], None]) -> None:
        """`on_read` is called on that thread."""
        self._on_read = on_read
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._known: tuple[tuple[str, ...], tuple[bytes, ...]] | None = None

    def read(self, roots: Sequence[str]) -> None:
        """Begin to read the histories of `roots`, unless they are as they were or are being read."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._read, args=(tuple(roots),), name="contexten-history")
                self._thread.daemon = True
                self._thread.start()

    def wait(self) -> None:
        """Return when nothing is read any more."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _read(self, roots: tuple[str, ...]) -> None:
        try:
            known = (roots, tuple(map(_head, roots)))
            if known != self._known:
                self._on_read(self, read_cochange(roots))
                self._known = known
        except Exception as error:  # noqa: BLE001 - without it everything stays as it is
            trace.bug("workspace", f"the history could not be read: {type(error).__name__}")


def read_cochange(roots: Iterable[str]) -> CoChange:
    """What changed together below each of `roots`; nothing where there is no git or no repository. Blocks."""
    found: dict[str, Together] = {}
    for root in roots:
        commits = _commits(git_output(root, _LOG, seconds=MAX_SECONDS, most=MAX_BYTES))
        found.update({f"{root}/{name}": _under(root, others) for name, others in _counted(commits).items()})
    return CoChange(found)


def _under(root: str, others: Together) -> Together:
    return tuple((f"{root}/{name}", share) for name, share in others)


def _counted(commits: Iterable[Sequence[str]]) -> dict[str, Together]:
    """By name the others with their shares."""
    totals: dict[str, float] = defaultdict(float)
    pairs: dict[str, dict[str, float]] = {}
    for names in commits:
        if not 1 <= len(names) <= MAX_FILES:
            continue
        weight = 1.0 / len(names)
        for name in names:
            totals[name] += weight
            others = pairs.setdefault(name, defaultdict(float))
            for other in names:
                others[other] += weight
    return {
        name: tuple((other, weight / (totals[name] + _DOUBT)) for other, weight in _best(name, others))
        for name, others in pairs.items()
    }


def _best(name: str, others: Mapping[str, float]) -> list[tuple[str, float]]:
    ranked = sorted(((other, weight) for other, weight in others.items() if other != name), key=_order)
    return ranked[:_KEPT]


def _order(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]


def _commits(data: bytes) -> Iterator[Sequence[str]]:
    """The names that each commit touched; one that was cut in a name is left out."""
    parts = data.split(_COMMIT)[1:]
    for part in parts if data.endswith(b"\0") else parts[:-1]:
        names = [name.lstrip(b"\n") for name in part.split(b"\0")]
        yield tuple(dict.fromkeys(os.fsdecode(name) for name in names if name))


def _head(root: str) -> bytes:
    """The commit that is checked out."""
    return git_output(root, ("rev-parse", "HEAD"), seconds=1.0, most=100)
