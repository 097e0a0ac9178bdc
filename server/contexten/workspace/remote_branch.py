"""A branch of the remote, fetched into a private ref.

**Invariant:** nothing of the repository changes but its objects and `refs/contexten/`: not the work tree, the index,
HEAD, its own branches, its configuration. A configuration of the repository that names programs is not used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.workspace.git import Ran, run_git

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_REASONS = (
    (r"couldn't find remote ref", "the remote has no such branch any more"),
    (r"transport '(\w+)' not allowed",
     "the remote is reached by '{0}', which 'contexten.agent.protocols' does not allow"),
    (r"Authentication failed|could not read (?:Username|Password)|Permission denied|prompts disabled|error: 40[13]",
     "the remote does not let you in; run 'git fetch' once by hand"),
    (r"Could not resolve host|Failed to connect|Connection (?:refused|timed out|reset)|Network is unreachable",
     "the remote cannot be reached"),
    (r"does not appear to be a git repository|[Rr]epository .*not found|No such file or directory|error: 404",
     "there is no repository at the remote's address any more"),
)  # fmt: skip


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


def fetch_branch(root: str, run: str, refs: Sequence[str], limits: Limits | None = None) -> Fetched | NotFetched:
    """Fetch the first of `refs` (`refs/heads/…`) that `origin` has into the private ref of `run`. Blocks."""
    limits = limits or Limits()
    wrong = _unusable(root, run, refs)
    if wrong is not None:
        return NotFetched(wrong)
    private = f"{REFS}{run}"
    before = _commit(root, private)
    reason = "it names no branch"
    for ref in refs:
        ran = _fetched(root, ref, private, limits)
        if ran.code == 0:
            tip = _commit(root, private)
            _trim(root, private)
            return Fetched(tip, was_rewritten=bool(before) and not _is_ancestor(root, before, tip))
        reason = _reason(ran, limits)
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
    return _program_named(root)


def _program_named(root: str) -> str | None:
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
    return None


def _fetched(root: str, ref: str, private: str, limits: Limits) -> Ran:
    folder = _objects(root)
    known = set(folder.glob("pack/tmp_pack_*"))

    def is_too_much() -> bool:
        return sum(map(_size, set(folder.glob("pack/tmp_pack_*")) - known)) > limits.most

    return run_git(
        root,
        (
            # One growing file is what can be measured while it comes.
            *("-c", "fetch.unpackLimit=1"),
            *("-c", "credential.interactive=false"),
            *("-c", "fetch.writeCommitGraph=false"),
            *("-c", "submodule.recurse=false"),
            # A clone without contents gets those of this branch all the same.
            *("fetch", "--quiet", "--force", "--no-tags", "--no-prune", "--no-recurse-submodules", "--no-filter"),
            *("--no-write-fetch-head", "--no-auto-maintenance", "--refmap=", "origin", f"+{ref}:{private}"),
        ),
        seconds=limits.seconds,
        most=100_000,
        protocols=[name for name in limits.protocols if name in _SPOKEN] or ("none",),
        is_too_much=is_too_much,
    )


def _objects(root: str) -> Path:
    found = run_git(root, ("rev-parse", "--git-path", "objects"), seconds=5.0, most=10_000)
    return Path(root) / found.text


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
    if ran.ended == "time":
        return f"the remote did not send it within {limits.seconds:g} s"
    if ran.ended == "size":
        return f"it is larger than {limits.most / 1e6:g} MB"
    for pattern, reason in _REASONS:
        found = re.search(pattern, ran.said)
        if found:
            return reason.format(*found.groups())
    return f"git could not fetch it: {(ran.said.splitlines() or ['it said nothing'])[-1][:200]}"
