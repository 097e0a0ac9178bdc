"""Reading the workspace beside the conversation, and taking in what changes on disk."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from lsprotocol import types

from contexten import trace
from contexten.errors import ContextenError
from contexten.lsp.watch import IGNORE_FILES
from contexten.syntax.languages import LANGUAGES

if TYPE_CHECKING:
    from contexten.lsp.progress import Reporter
    from contexten.lsp.session import Session

_log = trace.logger("lsp.indexing")


class ScanStopped(ContextenError):
    """The person cancelled the scan."""


def watched_files() -> list[types.FileSystemWatcher]:
    """What the client is to watch: our languages' files and the ignore files."""
    extensions = ",".join(
        sorted({extension.lstrip(".") for item in LANGUAGES for extension in item.extensions})
    )
    names = ",".join(IGNORE_FILES)
    return [
        types.FileSystemWatcher(glob_pattern=f"**/*.{{{extensions}}}"),
        types.FileSystemWatcher(glob_pattern=f"**/{{{names}}}"),
    ]


async def scan(session: Session) -> None:
    """Read all files of the roots, off the loop, with progress; at most one scan runs, and a further one follows it."""
    if session.scanning:
        session.scan_again = True
        return
    session.scanning = True
    try:
        async with session.progresses.shown("Contexten: reading the workspace", percentage=0) as reporter:
            await _scan(session, reporter)
    finally:
        session.scanning = False
    if session.scan_again:
        session.scan_again = False
        await scan(session)


async def _scan(session: Session, reporter: Reporter) -> None:
    loop = asyncio.get_running_loop()
    stopped = threading.Event()

    def on_progress(done: int, total: int) -> None:
        if stopped.is_set():
            raise ScanStopped("The scan was cancelled.")
        percentage = 100 * done // total if total else 100
        loop.call_soon_threadsafe(reporter.report, f"{done} of {total} files", percentage)

    try:
        report = await asyncio.to_thread(session.workspace.scan, on_progress, workers=session.scan_workers)
    except ScanStopped:
        reporter.end_message = "cancelled"
    except asyncio.CancelledError:
        stopped.set()
        raise
    else:
        _log.info("scan: %s", report)
