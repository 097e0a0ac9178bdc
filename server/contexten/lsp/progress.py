"""Progress that the person sees and can cancel.

**Invariant:** what was begun is ended, also when the work fails or is cancelled, and nothing is told after its end; a
token is begun once.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from contexten.lsp.editor import Editor

OnNews = Callable[[str, int | None], None]
"""Is given a message and, where it is true, a percentage."""
_GAP = 0.1
"""Seconds between two reports; those between are not sent."""


@dataclass(slots=True)
class Reporter:
    """Tells the client how far one piece of work is. Silent where the client shows no progress."""

    editor: Editor
    token: types.ProgressToken | None
    listener: OnNews | None = None
    """Who else hears of it."""
    end_message: str = ""
    """What the progress ends with, such as where an answer came from."""
    ended: bool = False
    """Whether the work is over, after which there is no news: a thread may be slow to see that it was cancelled."""
    _last: float = field(default=0.0)

    def report(self, message: str, percentage: int | None = None) -> None:
        """News, sent at most ten times a second; `percentage` only where it is true. Call it on the loop."""
        now = time.monotonic()
        if self.ended or now - self._last < _GAP:
            return
        self._last = now
        if self.token is not None:
            self.editor.progress(self.token, types.WorkDoneProgressReport(message=message, percentage=percentage))
        if self.listener is not None:
            self.listener(message, percentage)


class Progresses:
    """The pieces of work that are shown at present, by token."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._work: dict[types.ProgressToken, asyncio.Task[Any]] = {}
        self._listeners: dict[types.ProgressToken, OnNews] = {}

    def cancel(self, token: types.ProgressToken) -> None:
        """The person cancelled what is shown under `token`."""
        task = self._work.get(token)
        if task is not None:
            task.cancel()

    @contextmanager
    def heard(self, listener: OnNews) -> Generator[str]:
        """A token: of the work that is shown under it `listener` hears, beside the editor."""
        token = f"contexten-heard-{secrets.token_hex(6)}"
        self._listeners[token] = listener
        try:
            yield token
        finally:
            del self._listeners[token]

    @asynccontextmanager
    async def shown(
        self, title: str, *, token: types.ProgressToken | None = None, percentage: int | None = None
    ) -> AsyncGenerator[Reporter]:
        """Show the work inside the block, under the client's `token` or one of our own; cancelling it cancels the task.

        `percentage` (0) announces that reports will carry one.
        """
        listener = self._listeners.get(token) if token is not None else None
        if token is None or listener is not None or token in self._work:
            token = await self._created()
        reporter = Reporter(self._editor, token, listener)
        task = asyncio.current_task()
        if token is None or task is None:
            yield reporter
            return
        self._work[token] = task
        begin = types.WorkDoneProgressBegin(title=title, cancellable=True, percentage=percentage)
        self._editor.progress(token, begin)
        try:
            yield reporter
        finally:
            del self._work[token]
            reporter.ended = True
            self._editor.progress(token, types.WorkDoneProgressEnd(message=reporter.end_message or None))

    async def _created(self) -> str | None:
        token = f"contexten-{secrets.token_hex(6)}"
        return token if await self._editor.create_progress(token) else None
