"""The files of one run: read as the person sees them, written into memory.

**Invariant:** nothing here writes to the disk or into a buffer; what an agent wrote, it reads back in the same run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.agents.acp.model import Denied, Found
from contexten.agents.model import FileChange

if TYPE_CHECKING:
    from contexten.agents.acp.model import Limits, Place

_KEPT = 200
"""Files that were read of which is remembered what the agent saw."""


class Proposals:
    """What one agent saw of the workspace, and what it wants it to become."""

    def __init__(self, place: Place, limits: Limits) -> None:
        self._place = place
        self._limits = limits
        self._seen: dict[str, str | None] = {}
        self._changes: dict[str, FileChange] = {}

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """The proposed changes, in the order of their files' first writes."""
        return tuple(change for change in self._changes.values() if change.before != change.after)

    async def read(self, path: str, line: int | None = None, limit: int | None = None) -> str | Denied:
        """The text of a file, or `limit` lines of it from `line` on, counted from 1."""
        found = await self._place.look(path)
        if isinstance(found, Denied):
            return found
        change = self._changes.get(found.path)
        text = found.text if change is None else change.after
        if text is None:
            return Denied("there is no such file")
        self._remember(found.path, found.text)
        shown = self._place.shown(Found(found.path, text))
        return shown if line is None and limit is None else _lines(shown, line or 1, limit)

    async def write(self, path: str, text: str) -> Denied | str:
        """Propose that a file shall have this text; the file's path in the workspace."""
        found = await self._place.target(path)
        if isinstance(found, Denied):
            return found
        after = self._place.restored(text)
        reason = self._excess(found.path, after)
        if reason:
            return Denied(reason)
        change = self._changes.get(found.path)
        # The person may have typed since the agent read the file: what it wrote is meant for what it saw.
        before = self._seen.get(found.path, found.text) if change is None else change.before
        self._changes[found.path] = FileChange(found.path, before, after)
        return found.path

    def _excess(self, path: str, text: str) -> str:
        limits = self._limits
        if "\0" in text:
            return "it would be no text"
        if len(text.encode()) > limits.file_bytes:
            return f"a file of more than {limits.file_bytes >> 10} kB is not taken"
        others = [change for change in self._changes.values() if change.path != path]
        if len(others) >= limits.files:
            return f"a run may change {limits.files} files"
        size = sum(len(change.after or "") + len(change.before or "") for change in others)
        if size + len(text) > limits.changed_bytes:
            return f"all changes of a run together may hold {limits.changed_bytes >> 20} MB"
        return ""

    def _remember(self, path: str, text: str | None) -> None:
        if path in self._changes:
            return
        self._seen.pop(path, None)
        self._seen[path] = text
        if len(self._seen) > _KEPT:
            del self._seen[next(iter(self._seen))]


def _lines(text: str, line: int, limit: int | None) -> str:
    lines = text.split("\n")
    start = max(0, line - 1)
    end = len(lines) if limit is None else start + limit
    part = "\n".join(lines[start:end])
    return part + "\n" if end < len(lines) and start < end else part
