"""How an editor's changes get into a Buffer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contexten.text import Document, Patch
from contexten.workspace.buffer import Buffer

Change = str | Callable[[Document], Patch]


@dataclass(frozen=True, slots=True)
class Synced:
    """The change was applied."""

    version: int | None


@dataclass(frozen=True, slots=True)
class Stale:
    """The change was not applied; the document waits for a full text."""

    reason: str


SyncResult = Synced | Stale


def checked(buffer: Buffer, version: int | None, changes: Sequence[Change]) -> SyncResult:
    """Whether the changes of one notification may be applied to that Buffer."""
    known = buffer.document.version
    if version is not None and known is not None and version <= known:
        return Stale(f"version {version} came after version {known}")
    if not buffer.in_sync and not any(isinstance(change, str) for change in changes):
        return Stale("the document waits for its full text")
    return Synced(version)


def after(buffer: Buffer, version: int | None, changes: Sequence[Change]) -> Buffer:
    """The Buffer after all changes: reparsed along the patches, or whole after a full text."""
    document, steps, whole = buffer.document, list[tuple[Document, Patch]](), False
    for change in _from_last_text(changes):
        if isinstance(change, str):
            document, whole = Document.of(change, version), True
        else:
            patch = change(document)
            steps.append((document, patch))
            document = document.patched(patch, version)
    if whole:
        return Buffer.opened(document, buffer.language)
    if not steps:
        return Buffer(Document(document.data, version, starts=document.starts), buffer.language, parsed=buffer.parsed)
    return buffer.changed(steps, document)


def _from_last_text(changes: Sequence[Change]) -> Sequence[Change]:
    last = max((number for number, change in enumerate(changes) if isinstance(change, str)), default=0)
    return changes[last:]
