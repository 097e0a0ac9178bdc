"""The workspace as a local agent may see it: open buffers over the disk, inside the folders, without secrets.

**Invariant:** a private file is neither read nor written through here, a link never leads out of the folder, and a
known secret inside a text is replaced before an agent sees it and put back into what it writes.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.agents.acp.model import Denied, Found
from contexten.context.redact import Redactor, restore
from contexten.edits.plan import permitted
from contexten.text import decode, is_unicode
from contexten.workspace.discovery import walk
from contexten.workspace.files import read_text
from contexten.workspace.ignore import IgnoreRules

if TYPE_CHECKING:
    from contexten.workspace.snapshot import Snapshot

TakeSnapshot = Callable[[], Awaitable["Snapshot"]]
"""The workspace as it is at this moment."""

_MOST_FILES = 50_000
_MOST_TOLD = 50


class AgentPlace:
    """One run's view of the workspace."""

    def __init__(self, folder: str, take: TakeSnapshot) -> None:
        self.folder = folder
        self._take = take
        self._redactor = Redactor()
        self._before: dict[str, tuple[int, int]] = {}

    async def begin(self) -> None:
        """Take note of how the files on the disk are before the agent runs."""
        self._before = await asyncio.to_thread(_stamps, self.folder)

    async def look(self, path: str) -> Found | Denied:
        """The file at `path` as the person sees it; also of another folder of the workspace, and where a link leads."""
        snapshot = await self._take()
        return await asyncio.to_thread(_looked, snapshot, path, self.folder)

    async def target(self, path: str) -> Found | Denied:
        """The file at `path`, there or not, where it may be written."""
        snapshot = await self._take()
        return await asyncio.to_thread(_targeted, snapshot, path, self.folder)

    def shown(self, found: Found) -> str:
        """The text with known secrets replaced; one secret has one placeholder in a run."""
        return self._redactor.redact(found.text or "", found.path)

    def restored(self, text: str) -> str:
        """A text with the secrets of this run in the place of their placeholders."""
        return restore(text, self._redactor.secrets)

    async def touched(self) -> tuple[str, ...]:
        """The files of code below the folder that came, went or changed on the disk since `begin`, the first 50."""
        after = await asyncio.to_thread(_stamps, self.folder)
        paths = (
            path for path in sorted(self._before.keys() | after.keys()) if self._before.get(path) != after.get(path)
        )
        return tuple(_name(path, self.folder) for path in islice(paths, _MOST_TOLD))


def _looked(snapshot: Snapshot, path: str, folder: str) -> Found | Denied:
    path = _resolved(path)
    reason = _unreadable(path) or permitted(path, snapshot.roots)
    return Denied(reason) if reason else _found(snapshot, path, folder)


def _targeted(snapshot: Snapshot, path: str, folder: str) -> Found | Denied:
    reason = _unreadable(path) or permitted(path, (folder,)) or _below_a_file(path)
    return Denied(reason) if reason else _found(snapshot, path, folder)


def _resolved(path: str) -> str:
    """Where a link inside the workspace leads; whether that is still inside is looked at afterwards."""
    try:
        return os.path.realpath(path) if os.path.islink(path) else path  # noqa: PTH114 - NUL is no error here
    except ValueError:
        return path


def _unreadable(path: str) -> str:
    return "" if is_unicode(path) else "its name is no text"


def _below_a_file(path: str) -> str:
    above = next((folder for folder in Path(path).parents if os.path.lexists(folder)), None)
    is_folder = above is None or os.path.isdir(above)  # noqa: PTH112 - a name too long is no error here
    return "" if is_folder else "a file stands where its folder would be"


def _found(snapshot: Snapshot, path: str, folder: str) -> Found | Denied:
    private = snapshot.is_private(path)
    if private:
        return Denied(private)
    name = _name(path, folder)
    document = snapshot.document(path)
    if document is not None:
        return Found(name, document.text)
    if not os.path.lexists(path):
        return Found(name, None)
    # It may have changed since the index saw it; then the disk is what counts.
    data = read_text(path)
    return Denied("it is no text, or too large") if data is None else Found(name, decode(data))


def _name(path: str, folder: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


def _stamps(folder: str) -> dict[str, tuple[int, int]]:
    """Time and size of the files of code below `folder`, without what git ignores."""
    found = islice(walk(folder, IgnoreRules(folder)), _MOST_FILES)
    return {one.path: (one.mtime_ns, one.size) for one in found if not isinstance(one, str)}
