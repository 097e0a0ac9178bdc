"""The commands without an editor: texts are those on disk, and an edit is written to the files.

Nobody is there to be asked, so every question is answered with no: an endpoint that was not approved is not used, and
an edit outside of the place that was asked for is kept as a Task.
"""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from contexten import trace
from contexten.lsp.announced import Announced
from contexten.lsp.editor import Editor, NotTaken
from contexten.lsp.outside import Json, Outside
from contexten.lsp.session import Host, ServeOptions, Session
from contexten.lsp.uris import default_uri
from contexten.text import PositionEncoding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lsprotocol import types

    from contexten.edits.model import EditPlan
    from contexten.lsp.progress import OnNews

_log = trace.logger("lsp.alone")

_QUIET = 0.5
"""Seconds that reading the workspace may take before there is news of it."""


class Nobody(Editor):
    """An editor that is not there."""

    def __init__(self) -> None:
        self.announced = Announced(
            encoding=PositionEncoding.UTF32, apply_edit=True, document_changes=True, create_files=True
        )

    def log(self, text: str, kind: types.MessageType | None = None) -> None:
        """To our own log."""
        del kind
        _log.info("%s", text)

    def show(self, text: str, kind: types.MessageType | None = None) -> None:
        """To our own log; whoever asked reads it in the result."""
        self.log(text, kind)

    async def choose(self, question: str, answers: Sequence[str]) -> str | None:
        """No answer."""
        del question, answers

    async def open(self, uri: str) -> bool:
        """No."""
        del uri
        return False

    async def refresh(self, uri: str) -> None:
        """Nothing."""
        del uri

    async def apply(self, edit: types.WorkspaceEdit, label: str) -> NotTaken:
        """Nothing: edits are written by the host."""
        del edit, label
        return NotTaken("no editor is there")

    async def configuration(self, section: str) -> object:
        """No settings."""
        del section

    async def register(self, registrations: Sequence[types.Registration]) -> None:
        """Nothing."""
        del registrations

    async def unregister(self, registrations: Sequence[types.Registration]) -> None:
        """Nothing."""
        del registrations

    async def refresh_code_lenses(self) -> None:
        """Nothing."""

    async def create_progress(self, token: str) -> bool:
        """No."""
        del token
        return False

    def progress(self, token: types.ProgressToken, value: object) -> None:
        """Nothing."""
        del token, value

    def notify(self, method: str, params: dict[str, object]) -> None:
        """Nothing."""
        del method, params


class Alone:
    """A Session of one root without an editor."""

    def __init__(
        self,
        root: str,
        write: Callable[[EditPlan, Sequence[str]], None],
        options: ServeOptions | None = None,
    ) -> None:
        """`write` writes a plan to files below the roots, or raises ContextenError."""
        self.root = root
        editor = Nobody()
        self._session = Session(editor, options or ServeOptions(), Host(write=write))
        self._session.announced = editor.announced
        self._session.roots = tuple(filter(None, (self._session.spellings.learn_root(default_uri(root)),)))
        self._reading = asyncio.Lock()
        self._waiting: list[OnNews] = []

    @property
    def seen(self) -> Literal["disk"]:
        """The texts on disk."""
        return "disk"

    @cached_property
    def _outside(self) -> Outside:
        return Outside(self._session)

    async def run(self, command: str, arguments: Mapping[str, object], on_news: OnNews) -> Json:
        """Run the command on the files as they are now."""
        await self.refresh(on_news)
        return await self._outside.run(command, [arguments], on_news)

    async def refresh(self, on_news: OnNews) -> None:
        """Take in what changed on disk: nobody tells of it. All who wait for it hear how far it is."""
        self._waiting.append(on_news)
        try:
            async with self._reading:
                await self._read()
        finally:
            self._waiting.remove(on_news)

    async def _read(self) -> None:
        loop, session = asyncio.get_running_loop(), self._session
        begun = loop.time()

        def tell(done: int, total: int) -> None:
            for on_news in self._waiting:
                on_news(f"Reading the workspace: {done} of {total} files", 100 * done // total if total else 100)

        def on_progress(done: int, total: int) -> None:
            if loop.time() - begun >= _QUIET:
                loop.call_soon_threadsafe(tell, done, total)

        session.scanned = True
        workers = session.scan_workers
        scan = asyncio.ensure_future(asyncio.to_thread(session.workspace.scan, on_progress, workers=workers))
        try:
            await asyncio.shield(scan)
        except asyncio.CancelledError:
            # One at a time: the next one begins when this one has ended, which is soon.
            session.workspace.stop()
            await scan
            raise

    async def aclose(self) -> None:
        """End what runs and close the store."""
        await self._session.aclose()
