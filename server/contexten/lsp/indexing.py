"""Reading the workspace beside the conversation, and taking in what changes on disk."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

from contexten import trace
from contexten.syntax.languages import LANGUAGES
from contexten.workspace.ignore import IGNORE_FILES

if TYPE_CHECKING:
    from contexten.lsp.progress import Reporter
    from contexten.lsp.session import Session

_log = trace.logger("lsp.indexing")


_PROJECT_FILES = (
    "pyproject.toml",
    "setup.cfg",
    "go.mod",
    "Cargo.toml",
    "package.json",
    "tsconfig.json",
    "compile_commands.json",
    "jsconfig.json",
)


def watched_files() -> list[types.FileSystemWatcher]:
    """What the client is to watch: our languages' files, the ignore files and the files that describe projects."""
    extensions = sorted({extension.lstrip(".") for item in LANGUAGES for extension in item.extensions})
    names = sorted({*IGNORE_FILES, *_PROJECT_FILES})
    globs = (f"**/*.{{{','.join(extensions)}}}", f"**/{{{','.join(names)}}}")
    return [types.FileSystemWatcher(glob_pattern=glob) for glob in globs]


async def scan(session: Session) -> None:
    """Read all files of the roots, off the loop, with progress; at most one scan runs, and a further one follows it."""
    if session.scanning:
        session.scan_again = True
        return
    session.scanning = session.scanned = True
    try:
        async with session.progresses.shown("Contexten: reading the workspace", percentage=0) as reporter:
            await _scan(session, reporter)
    except asyncio.CancelledError:
        if session.scan_again:
            # Who asked for the further one did not cancel it.
            session.scan_again = False
            session.spawn(scan(session), "a further scan")
        raise
    finally:
        session.scanning = False
    if session.scan_again:
        session.scan_again = False
        await scan(session)


async def _scan(session: Session, reporter: Reporter) -> None:
    loop = asyncio.get_running_loop()

    def on_progress(done: int, total: int) -> None:
        percentage = 100 * done // total if total else 100
        loop.call_soon_threadsafe(reporter.report, f"{done} of {total} files", percentage)

    try:
        report = await asyncio.to_thread(session.workspace.scan, on_progress, workers=session.scan_workers)
    except asyncio.CancelledError:
        session.workspace.stop()
        raise
    session.was_read = True
    session.host.settle()
    reporter.end_message = f"{report.files} files"
    session.spawn(_warm(session), "warm up")
    _log.info("read %d files in %.1f s, %d of them parsed", report.files, report.seconds, report.parsed)


async def _warm(session: Session) -> None:
    await session.integration.warm(session.snapshot())
    session.host.settle()
    await asyncio.to_thread(session.host.relieve)
    session.refresh_lenses()
