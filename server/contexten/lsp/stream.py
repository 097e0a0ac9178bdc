"""The answer as it comes, for a client that announced `experimental: {"contexten": {"stream": true}}`.

It is sent `contexten/stream` notifications: `{"task", "token", "text"}`, where `token` is the `workDoneToken` of the
request and `text` what came since the one before. It is the model's own wording, before it is checked and shaped: a
picture of what comes, never an edit. Other clients see the same in progress messages alone.

**Invariant:** no text is left out or sent twice, and all of it is sent before the request is answered.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from lsprotocol import types

    from contexten.extensions.codegen.run import Progress
    from contexten.lsp.editor import Editor
    from contexten.lsp.session import Session

STREAM = "contexten/stream"

_GAP = 0.05
"""Seconds between two notifications; what comes between waits for the next one."""


class Stream:
    """Sends what is heard of one run. Silent where the client did not ask for it."""

    def __init__(self, editor: Editor, token: types.ProgressToken | None) -> None:
        self._editor = editor
        self._token = token
        self._task = ""
        self._waiting: list[str] = []
        self._last = 0.0

    def heard(self, progress: Progress) -> None:
        """Send the text of the news, or keep it for the next notification. Call it on the loop."""
        if not progress.text or not self._editor.announced.stream:
            return
        self._task = progress.task
        self._waiting.append(progress.text)
        if time.monotonic() - self._last >= _GAP:
            self.flush()

    def flush(self) -> None:
        """Send what still waits."""
        if self._waiting:
            text, self._waiting = "".join(self._waiting), []
            self._last = time.monotonic()
            self._editor.notify(STREAM, {"task": self._task, "token": self._token, "text": text})


@contextmanager
def streaming(session: Session, token: types.ProgressToken | None) -> Generator[Stream]:
    """A Stream for the run inside the block."""
    stream = Stream(session.editor, token)
    try:
        yield stream
    finally:
        stream.flush()
