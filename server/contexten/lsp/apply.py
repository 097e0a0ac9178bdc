"""From a finished plan to the editor's text, without losing what was typed meanwhile.

**Invariant:** nothing is forced. Each file is rebased onto its text at that very moment; a conflict in one file holds
back all of them; and whatever is not applied is kept as a Task.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contexten import trace
from contexten.edits.diff import changed_lines, lines_with_ends
from contexten.edits.hunks import Parts, parted
from contexten.edits.model import EditPlan, Refused
from contexten.edits.plan import line_summary
from contexten.errors import ContextenError
from contexten.extensions.codegen.current import Conflicted, files_on
from contexten.lsp.editor import NoAnswer, NotTaken, Taken
from contexten.lsp.workspace_edit import Impossible, workspace_edit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lsprotocol import types

    from contexten.edits.model import FileEdit
    from contexten.lsp.session import Session
    from contexten.workspace.snapshot import Snapshot

_log = trace.logger("lsp.apply")

_ECHO = 2.0
"""Seconds in which the editor is expected to tell of the change it made."""
_GLANCE = 0.1
_TRIES = 5
"""How often a rebase is begun anew because of typing before it is done at once, with the loop waiting."""
_YES, _NO = "Apply", "Keep for later"


@dataclass(frozen=True, slots=True)
class Done:
    """The editor says that it has the edit; `files` are what was sent, for `missing_from`."""

    files: tuple[FileEdit, ...]
    rest: tuple[FileEdit, ...] = ()
    """What was not wanted yet, on the texts with `files` in them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Nothing was changed and the result waits; `reason` is one sentence with the next step."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The editor did not say whether it applied the edit."""

    reason: str


Application = Done | Kept | Conflicted | Unknown


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a plan is applied, and whether the person has agreed to it already."""

    hunks: tuple[str, ...] = ()
    """Ids of hunks; none of them: everything."""
    confirmed: bool = False


EVERYTHING = Wanted()


async def apply_plan(session: Session, plan: EditPlan, label: str, wanted: Wanted = EVERYTHING) -> Application:
    """Rebase `plan`, ask where needed, send what is wanted of it once, and read the answer."""
    if not session.announced.apply_edit:
        return Kept("The editor does not let a server change text; run the command with 'apply': false.")
    if not wanted.confirmed and _must_ask(session, plan.files):
        files = await _rebased(session, plan)
        if isinstance(files, Conflicted):
            return files
        if await session.editor.choose(_question(session, files), (_YES, _NO)) != _YES:
            return Kept("The edit was not confirmed, so nothing was changed.")
    return await _in_turn(session, plan, label, wanted)


async def _in_turn(session: Session, plan: EditPlan, label: str, wanted: Wanted) -> Application:
    """One edit after the other: the next one is made on the text that the editor told of after the last one."""
    await session.applying.acquire()
    try:
        files = await _rebased(session, plan)
        answer = files if isinstance(files, Conflicted) else await _part_sent(session, files, label, wanted)
    except BaseException:
        session.applying.release()
        raise
    if isinstance(answer, Done):
        session.spawn(_release_after_echo(session, answer.files), "the turn of an edit")
    else:
        session.applying.release()
    return answer


async def _release_after_echo(session: Session, files: tuple[FileEdit, ...]) -> None:
    """Let the next edit go when the editor told of this one, or after a while."""
    before = {file.path: file.base.digest for file in files}
    try:
        async with asyncio.timeout(_ECHO):
            while any(_is_unchanged(session, path, digest) for path, digest in before.items()):  # noqa: ASYNC110
                await asyncio.sleep(_GLANCE / 10)
    except TimeoutError:
        return
    finally:
        session.applying.release()


def _is_unchanged(session: Session, path: str, digest: str) -> bool:
    snapshot = session.snapshot()
    document = snapshot.document(path) if snapshot.is_open(path) else None
    return document is not None and document.digest == digest


async def _part_sent(session: Session, files: tuple[FileEdit, ...], label: str, wanted: Wanted) -> Application:
    """Typing while the part is checked makes the editor refuse it by the version."""
    parts = Parts(files, ())
    if wanted.hunks:
        found = await asyncio.to_thread(parted, files, wanted.hunks, session.snapshot().language)
        if isinstance(found, Refused):
            return Kept(found.reason)
        parts = found
    answer = await _send(session, _agreed(parts.taken) if wanted.confirmed else parts.taken, label)
    return replace(answer, rest=parts.rest) if isinstance(answer, Done) else answer


def _agreed(files: tuple[FileEdit, ...]) -> tuple[FileEdit, ...]:
    """`files` with nothing left to be confirmed."""
    return tuple(
        replace(
            file,
            confirm=False,
            changes=tuple(replace(change, needs_confirmation=False) for change in file.changes),
        )
        for file in files
    )


async def _send(session: Session, files: tuple[FileEdit, ...], label: str) -> Application:
    if session.host.write is not None:
        return await _written(session, files)
    edit = edit_of(session, files)
    if isinstance(edit, Impossible):
        return Kept(edit.reason)
    match await session.editor.apply(edit, label):
        case Taken():
            return Done(files)
        case NotTaken() as refusal:
            return Kept(_refusal(session, files, refusal))
        case NoAnswer():
            return Unknown("The editor did not say within 30 seconds whether it took the edit; it is not sent again.")


async def _written(session: Session, files: tuple[FileEdit, ...]) -> Application:
    """Without an editor the files themselves are changed, each only while it is the text that the edit was made on."""
    assert session.host.write is not None  # noqa: S101 - held by the caller
    try:
        await asyncio.to_thread(session.host.write, EditPlan(files), session.roots)
    except ContextenError as error:
        return Kept(str(error))
    await asyncio.to_thread(session.workspace.files_changed, [file.path for file in files], [])
    return Done(files)


async def _rebased(session: Session, plan: EditPlan) -> tuple[FileEdit, ...] | Conflicted:
    """`current_files` off the loop, as merging a large file takes long, and again where someone typed meanwhile."""
    for _ in range(_TRIES):
        files = await asyncio.to_thread(files_on, session.snapshot(), plan)
        if isinstance(files, Conflicted) or all(_is_current(session, file) for file in files):
            return files
    return current_files(session, plan)


def _is_current(session: Session, file: FileEdit) -> bool:
    snapshot = session.snapshot()
    document = snapshot.document(file.path) if snapshot.is_open(file.path) else file.base
    return document is not None and (document is file.base or document.digest == file.base.digest)


def current_files(session: Session, plan: EditPlan) -> tuple[FileEdit, ...] | Conflicted:
    """Every file of `plan` on its text as it is now, or why that cannot be."""
    return files_on(session.snapshot(), plan)


def edit_of(session: Session, files: tuple[FileEdit, ...]) -> types.WorkspaceEdit | Impossible:
    """The edit for this client; an open document carries its version."""
    snapshot = session.snapshot()

    def version_of(path: str) -> int | None:
        document = snapshot.document(path) if snapshot.is_open(path) else None
        return None if document is None else document.version

    return workspace_edit(files, session.announced, uri_of=session.uri_of, version_of=version_of)


def _must_ask(session: Session, files: tuple[FileEdit, ...]) -> bool:
    """Without annotations the client cannot ask, so the server does; only our own client is known to ask by them."""
    if any(file.confirm for file in files) and not session.announced.stream:
        return True
    outside = any(change.needs_confirmation for file in files for change in file.changes)
    return outside and not (session.announced.annotations and session.announced.document_changes)


def _question(session: Session, files: tuple[FileEdit, ...]) -> str:
    snapshot = session.snapshot()
    if any(file.confirm for file in files):
        told = ", ".join(_told(snapshot, file) for file in files)
        return f"Apply the agent's changes to {len(files)} {'file' if len(files) == 1 else 'files'}? {told}."
    made = [snapshot.relative(file.path) for file in files if file.create]
    parts = [
        f"{change.label} in '{snapshot.relative(file.path)}'"
        for file in files
        for change in file.changes
        if change.needs_confirmation
    ]
    if len(made) == len(files):
        return f"The result makes a new file: {', '.join(made)}. Make it?"
    return (
        f"The result also makes changes outside the place you asked for: {', '.join(dict.fromkeys(parts))}. Apply it?"
    )


def _told(snapshot: Snapshot, file: FileEdit) -> str:
    """A file of an agent's result in a few words."""
    name, lines = snapshot.relative(file.path), line_summary(file)
    if file.delete:
        return f"{name} (deleted)"
    moved = f" becomes {snapshot.relative(file.target)}" if file.target else ""
    return f"{name}{moved} ({'new, ' if file.create else ''}+{lines.added} -{lines.removed})"


def _refusal(session: Session, files: tuple[FileEdit, ...], answer: NotTaken) -> str:
    reason = answer.reason.rstrip(".") or "it gave no reason"
    text = f"The editor did not take the edit: {reason}."
    if len(files) > 1 and not session.announced.all_or_nothing:
        text += " Some of its files may have been changed; check them first."
    return text


async def missing_from(session: Session, files: tuple[FileEdit, ...]) -> str | None:
    """Wait for the editor to tell of its change; the name of a file that did not get it although the editor said so.

    Neovim skips an edit of a document that changed at that moment, and answers that it was applied.
    """
    waiting = [file for file in files if session.snapshot().is_open(file.path)]
    for _ in range(int(_ECHO / _GLANCE)):
        waiting = [file for file in waiting if not _has_arrived(session, file)]
        if not waiting:
            return None
        await asyncio.sleep(_GLANCE)
    _log.warning("%d of %d documents did not take an edit that was said to be applied", len(waiting), len(files))
    return session.snapshot().relative(waiting[0].path)


def _has_arrived(session: Session, file: FileEdit) -> bool:
    """Whether all lines of the edit are in the text; the person may have typed elsewhere at once."""
    document = session.snapshot().document(file.path)
    if file.delete or file.target or document is None or document.digest == file.result.digest:
        return True
    old, new = lines_with_ends(file.base.data), lines_with_ends(file.result.data)
    expected, found = _counted(new), _counted(lines_with_ends(document.data))
    added = {line.strip() for _, _, first, last in changed_lines(old, new) for line in new[first:last]} - {b""}
    return document.digest != file.base.digest and all(found[line] >= expected[line] for line in added)


def _counted(lines: Iterable[bytes]) -> Counter[bytes]:
    return Counter(line.strip() for line in lines)
