"""A branch of the remote, fetched into a private ref.

**Invariant:** nothing of the repository changes but its objects and `refs/contexten/`: not the work tree, the index,
HEAD, its own branches, its configuration. A configuration of the repository that names programs is not used.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from contexten.workspace.git import Ran, run_git
from contexten.workspace.remote_faults import reason_of
from contexten.workspace.unused import remove_unused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REFS = "refs/contexten/runs/"
PROTOCOLS = ("https", "ssh")
_SPOKEN = frozenset({"https", "ssh", "http", "git", "file"})
"""What may be allowed at all: `ext`, for one, runs any program."""
_KEPT = 50
"""How many fetched branches are kept, so that a repository does not keep all of them for ever."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LONGEST = 250
_OWN_SCOPES = frozenset({"local", "worktree"})
_PROGRAMS = re.compile(
    r"core\.(?:sshcommand|gitproxy|askpass|alternaterefscommand)|credential(?:\..*)?\.helper"
    r"|remote\..*\.(?:uploadpack|vcs)",
    re.IGNORECASE,
)
_TRUST = re.compile(r"http(?:\..*)?\.(?:sslverify|sslcainfo|sslcapath|proxysslcainfo|savecookies)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take."""

    protocols: Sequence[str] = PROTOCOLS
    seconds: float = 120.0
    most: int = 500_000_000
    """Bytes that come from the remote."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The branch is here."""

    tip: str
    """Its newest commit."""
    was_rewritten: bool = False
    """Whether commits that were seen before are no longer on it."""


@dataclass(frozen=True, slots=True)
class NotFetched:
    """Nothing came; `reason` is a part of a sentence."""

    reason: str


def fetch_branch(
    root: str,
    run: str,
    refs: Sequence[str],
    limits: Limits | None = None,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Fetched | NotFetched:
    """Fetch the first of `refs` (`refs/heads/…`) that `origin` has into the private ref of `run`.

    Blocks, and ends soon where `is_cancelled` becomes true.
    """
    limits = limits or Limits()
    wrong = _unusable(root, run, refs)
    if wrong is not None:
        return NotFetched(wrong)
    private = f"{REFS}{run}"
    before = _commit(root, private)
    reason = "it names no branch"
    for ref in refs:
        ran = _fetched(root, ref, private, limits, is_cancelled)
        if ran.code == 0:
            tip = _commit(root, private)
            _trim(root, private)
            return Fetched(tip, was_rewritten=bool(before) and not _is_ancestor(root, before, tip))
        reason = _reason(ran, limits)
        if ran.ended:
            break
    return NotFetched(reason)


def is_branch_name(root: str, name: str) -> bool:
    """Whether git takes `name` as a branch's: no option, no pattern, no path out of its place."""
    if not name or len(name) > _LONGEST or name.startswith(("-", "+")) or "\0" in name:
        return False
    return run_git(root, ("check-ref-format", f"refs/heads/{name}"), seconds=5.0, most=1_000).code == 0


def _unusable(root: str, run: str, refs: Sequence[str]) -> str | None:
    if not _NAME.fullmatch(run):
        return "the run's name cannot be a ref's"
    for ref in refs:
        _, _, name = ref.removeprefix("refs/").partition("/")
        if not ref.startswith(("refs/heads/", "refs/pull/")) or not is_branch_name(root, name):
            return f"{ref.removeprefix('refs/heads/')[:80]!r} cannot be the name of a branch"
    asked = run_git(root, ("remote", "get-url", "origin"), seconds=5.0, most=10_000)
    if "dubious ownership" in asked.said:
        return "the repository belongs to someone else; 'git status' there tells how to trust it"
    if not asked.text:
        return "the folder is no git repository with a remote 'origin'"
    return _untrusted(root)


def _untrusted(root: str) -> str | None:
    """Why the repository's own configuration is not to be used: it may have come with the folder."""
    listed = run_git(
        root, ("config", "--list", "--includes", "--show-scope", "--name-only", "-z"), seconds=5.0, most=1_000_000
    )
    if listed.code != 0:
        return "git does not tell its configuration; it must be 2.29 or newer"
    parts = listed.out.decode("utf-8", "replace").split("\0")
    for scope, key in zip(parts[::2], parts[1::2], strict=False):
        if scope in _OWN_SCOPES and _PROGRAMS.fullmatch(key):
            return f"the repository's own configuration names a program ('{key}'), which is not run"
        if scope in _OWN_SCOPES and _TRUST.fullmatch(key):
            return f"the repository's own configuration says whom to trust ('{key}'); use 'git config --global' for it"
    return None


def _fetched(root: str, ref: str, private: str, limits: Limits, is_cancelled: Callable[[], bool]) -> Ran:
    packs = _packs(root)
    known, whole = _begun(packs), _whole(packs)

    def stop() -> str:
        if is_cancelled():
            return "cancelled"
        return "size" if sum(map(_size, _begun(packs) - known)) > limits.most else ""

    ran = run_git(
        root,
        (
            # One growing file is what can be measured while it comes.
            *("-c", "fetch.unpackLimit=1"),
            *("-c", "credential.interactive=false"),
            *("-c", "fetch.writeCommitGraph=false"),
            *("-c", "submodule.recurse=false"),
            *_quiet_ssh(root),
            # A clone without contents gets those of this branch all the same.
            *("fetch", "--quiet", "--force", "--no-tags", "--no-prune", "--no-recurse-submodules", "--no-filter"),
            *("--no-write-fetch-head", "--no-auto-maintenance", "--refmap=", "origin", f"+{ref}:{private}"),
        ),
        seconds=limits.seconds,
        most=100_000,
        protocols=[name for name in limits.protocols if name in _SPOKEN] or ("none",),
        stop=stop,
    )
    if ran.code != 0:
        remove_unused(_begun(packs) - known)
    elif sum(map(_size, _whole(packs) - whole)) > limits.most:
        # It came between two looks at its size.
        run_git(root, ("update-ref", "-d", private), seconds=5.0, most=1_000)
        return replace(ran, code=-1, ended="size")
    return ran


def _quiet_ssh(root: str) -> tuple[str, ...]:
    """OpenSSH asks for nothing and tries no empty password; another program of the person's is run as it is."""
    own = os.environ.get("GIT_SSH_COMMAND", "")
    own = own or run_git(root, ("config", "--get", "core.sshCommand"), seconds=5.0, most=10_000).text or "ssh"
    words = own.split()
    is_open = PurePath(words[0]).name in {"ssh", "ssh.exe"} if words else False
    return "-c", f"core.sshCommand={own} -oBatchMode=yes" if is_open else f"core.sshCommand={own}"


def _packs(root: str) -> Path:
    found = run_git(root, ("rev-parse", "--git-path", "objects/pack"), seconds=5.0, most=10_000)
    return Path(root) / found.text


def _begun(packs: Path) -> set[Path]:
    """Packs that are being written, or whose writer was ended."""
    return set(packs.glob("tmp_pack_*"))


def _whole(packs: Path) -> set[Path]:
    return set(packs.glob("pack-*.pack"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _commit(root: str, ref: str) -> str:
    return run_git(root, ("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"), seconds=5.0, most=1_000).text


def _is_ancestor(root: str, older: str, newer: str) -> bool:
    return run_git(root, ("merge-base", "--is-ancestor", older, newer), seconds=30.0, most=1_000).code == 0


def _trim(root: str, current: str) -> None:
    listed = run_git(
        root, ("for-each-ref", "--sort=-creatordate", "--format=%(refname)", REFS), seconds=5.0, most=1_000_000
    )
    for ref in [name for name in listed.text.splitlines() if name != current][_KEPT:]:
        run_git(root, ("update-ref", "-d", ref), seconds=5.0, most=1_000)


def _reason(ran: Ran, limits: Limits) -> str:
    match ran.ended:
        case "time":
            return f"the remote did not send it within {limits.seconds:g} s"
        case "size":
            return f"it is larger than {limits.most / 1e6:g} MB"
        case "cancelled":
            return "it was cancelled"
        case _:
            return reason_of(ran.said)
