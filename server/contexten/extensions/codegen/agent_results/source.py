"""Where the result of a run is: in changes it proposes itself, on a branch, or as a patch in its text.

All three become the same list of FileChanges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.agents.codegen.places import full_name
from contexten.agents.model import FileChange, RunState
from contexten.edits.formats.patch import FilePatch, patched, read_patch
from contexten.edits.model import Refused
from contexten.edits.plan import permitted
from contexten.extensions.codegen.agent_results.folder import number_of_pull, repository_of_pull
from contexten.extensions.codegen.agent_results.planning import LeftOut
from contexten.extensions.codegen.current import text_now
from contexten.text import Document
from contexten.workspace.branch_changes import Incomparable, branch_changes
from contexten.workspace.git import origin_url
from contexten.workspace.remote_branch import REFS, Limits, NotFetched, fetch_branch

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.agents.model import PullRequest, Run
    from contexten.workspace.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Collected:
    """All that a run changes."""

    changes: tuple[FileChange, ...]
    source: str
    """Where it was, for a person."""
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which result, and how long it is waited for."""

    branch: str = ""
    """The one that is meant, where the run made several."""
    limits: Limits = field(default_factory=Limits)
    is_cancelled: Callable[[], bool] = lambda: False
    """Asked again and again while git fetches."""


def has_changes(run: Run) -> bool:
    """Whether the run came to something that can become an edit; nothing is fetched for it."""
    remote = run.remote
    if remote is None or run.state.is_open:
        return False
    return bool(remote.changes or remote.pulls or read_patch(_text(run)))


def collected(run: Run, snapshot: Snapshot, root: str, wanted: Wanted) -> Collected | Refused:
    """What the run changes below `root`. Blocks."""
    remote, branch = run.remote, wanted.branch
    if remote is None or run.state.is_open:
        return Refused(f"The run is {run.state.value}: there is no result yet.")
    if remote.changes and not branch:
        return Collected(remote.changes, f"changes of run {run.id}")
    patches = read_patch(_text(run))
    if not remote.pulls and not branch:
        return _of_patches(run, patches, snapshot, root) if patches else _nothing(run)
    found = _of_branch(run, root, wanted)
    if isinstance(found, Refused) and patches and not branch:
        taken = _of_patches(run, patches, snapshot, root)
        note = f"{found.reason} The patch in its text was taken instead."
        return Collected(taken.changes, taken.source, taken.left_out, (note,))
    return found


def _text(run: Run) -> str:
    return (run.remote.result or run.remote.summary) if run.remote else ""


def _nothing(run: Run) -> Refused:
    said = " ".join(_text(run).split())[:200]
    if run.state is RunState.READY and run.reason:
        return Refused(f"The run proposes no changes. {run.reason}")
    return Refused(f"The run changes no files; it says: {said}" if said else "The run ended without a result.")


def _of_branch(run: Run, root: str, wanted: Wanted) -> Collected | Refused:
    pull = _chosen(run, wanted.branch)
    if isinstance(pull, Refused):
        return pull
    foreign = _foreign(pull, root)
    if foreign is not None:
        return foreign
    shown = pull.branch or pull.url
    fetched = fetch_branch(root, run.id, _refs(pull), wanted.limits, is_cancelled=wanted.is_cancelled)
    if isinstance(fetched, NotFetched):
        return Refused(f"The agent's branch {shown!r} cannot be fetched: {fetched.reason}.")
    found = branch_changes(root, fetched.tip)
    if isinstance(found, Incomparable):
        return Refused(f"The agent's branch {shown!r} cannot be compared: {found.reason}.")
    notes = ("The branch was rewritten since it was fetched before.",) if fetched.was_rewritten else ()
    return Collected(
        tuple(FileChange(one.path, _decoded(one.before), _decoded(one.after), one.was) for one in found.files),
        f"branch {shown} at {fetched.tip[:10]}, kept as {REFS}{run.id}",
        tuple(LeftOut(one.path, one.reason) for one in found.omitted),
        notes,
    )


def _chosen(run: Run, branch: str) -> PullRequest | Refused:
    pulls = run.remote.pulls if run.remote else ()
    matching = [pull for pull in pulls if not branch or branch in {pull.branch, pull.url}]
    if len(matching) == 1:
        return matching[0]
    names = ", ".join(pull.branch or pull.url for pull in pulls)
    if not matching:
        return Refused(f"The run made no branch {branch!r}, but these: {names or 'none'}.")
    return Refused(f"The run made several branches: name the one you want with 'branch': {names}.")


def _foreign(pull: PullRequest, root: str) -> Refused | None:
    """Refused where the pull request is in another repository than the one the folder was cloned from."""
    there, here = repository_of_pull(pull), full_name(origin_url(root))
    if not there or here is None or there.casefold() == here.casefold():
        return None
    return Refused(f"The pull request is in {there!r}, and the folder is a clone of {here!r}.")


def _refs(pull: PullRequest) -> tuple[str, ...]:
    """The branch, and where it is gone or in a fork, what the service keeps of the pull request."""
    number = number_of_pull(pull)
    heads = (f"refs/heads/{pull.branch}",) if pull.branch else ()
    return (*heads, *((f"refs/pull/{number}/head",) if number else ()))


def _decoded(data: bytes | None) -> str | None:
    return None if data is None else data.decode()


def _of_patches(run: Run, patches: tuple[FilePatch, ...], snapshot: Snapshot, root: str) -> Collected:
    changes: list[FileChange] = []
    left_out: list[LeftOut] = []
    for patch in patches:
        found = _of_patch(patch, snapshot, root)
        if isinstance(found, Refused):
            left_out.append(LeftOut(patch.path, found.reason))
        else:
            changes.append(found)
    return Collected(tuple(changes), f"patch in the text of run {run.id}", tuple(left_out))


def _of_patch(patch: FilePatch, snapshot: Snapshot, root: str) -> FileChange | Refused:
    for name in filter(None, (patch.old, patch.new)):
        if reason := permitted(f"{root}/{name}", snapshot.roots):
            return Refused(reason)
    before = text_now(snapshot, f"{root}/{patch.old}") if patch.old else None
    if patch.old and before is None:
        return Refused("there is no such file, or it is no text")
    after = patched(before or Document(b""), patch)
    if isinstance(after, Refused):
        return after
    if not patch.new:
        if after.data.strip():
            return Refused("the patch deletes it but does not know all of its lines")
        return FileChange(patch.old, before.text if before else None, None)
    was = patch.old if patch.old and patch.old != patch.new else ""
    return FileChange(patch.new, before.text if before else None, after.text, was)
