"""Which Door is used: that of a running editor as long as there is one, else our own.

**Invariant:** a change from one to the other is told in the next answer, because what is seen changes with it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from contexten.mcp.attached import Attached, attach
from contexten.mcp.wire import is_possible, sockets_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contexten.mcp.door import Door

_NO_SOCKETS = "On this system Contexten cannot attach to a running editor; it sees what is saved."
_ATTACHED = "Attached to the running editor: its unsaved text is seen, and edits are made in it."
_ALONE = "The editor that this was attached to has ended; from now on only what is on disk is seen."


class Desk:
    """The Doors of one root."""

    def __init__(self, root: str, cache: Path, alone: Callable[[], Door]) -> None:
        """`alone` makes our own Door; it is called when that is first needed."""
        self.root = root
        self._cache = cache
        self._make_alone = alone
        self._alone: Door | None = None
        self._attached: Attached | None = None
        self._choosing = asyncio.Lock()
        self._refusals: set[str] = set()
        self._note = "" if is_possible() else _NO_SOCKETS

    async def door(self) -> Door:
        """The Door for the next piece of work."""
        async with self._choosing:
            if self._attached is not None and self._attached.is_gone:
                await self._attached.aclose()
                self._attached = None
                self._note = _ALONE
            if self._attached is None:
                await self._look_for_editor()
            return self._attached or self.alone()

    def alone(self) -> Door:
        """Our own Door."""
        if self._alone is None:
            self._alone = self._make_alone()
        return self._alone

    def take_note(self) -> str:
        """What is to be told once; empty where nothing is."""
        note, self._note = self._note, ""
        return note

    async def aclose(self) -> None:
        """Close the Doors."""
        for door in (self._attached, self._alone):
            if door is not None:
                await door.aclose()

    async def _look_for_editor(self) -> None:
        if not is_possible():
            return
        for path in sockets_of(self.root, self._cache):
            found = await attach(path)
            if isinstance(found, Attached):
                self._attached, self._note = found, _ATTACHED
                return
            if found and found not in self._refusals:
                self._refusals.add(found)
                self._note = f"{found} Until then only what is on disk is seen."
