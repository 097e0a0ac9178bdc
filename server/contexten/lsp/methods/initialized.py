"""`initialized`: the conversation is open; settings are pulled and the workspace is read, beside it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

from contexten.lsp.indexing import scan, watched_files
from contexten.lsp.settings import SECTION, pushed

if TYPE_CHECKING:
    from contexten.lsp.session import Session


def initialized(session: Session, params: types.InitializedParams) -> None:
    """Start the work beside the conversation; a second notification starts nothing."""
    del params
    if session.initialized:
        return
    session.initialized = True
    session.host.settle()
    session.spawn(_start(session), "start")


async def pull_settings(session: Session) -> None:
    """Ask the client for its settings and use them."""
    session.configure(pushed(await session.editor.configuration(SECTION)))


async def _start(session: Session) -> None:
    await session.editor.register(_registrations(session))
    await pull_settings(session)
    await session.optional.start()
    from contexten.lsp.attach import listen

    await listen(session)
    # A task of its own: a person can cancel it, and with it nothing else.
    await asyncio.wait([session.spawn(scan(session), "scan")])
    from contexten.lsp.agents import pick_up_runs

    await pick_up_runs(session)


def _registrations(session: Session) -> list[types.Registration]:
    registrations: list[types.Registration] = []
    if session.announced.register_configuration:
        options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        registrations.append(types.Registration(id="contexten.configuration", method=method, register_options=options))
    if session.announced.register_watched_files:
        watched = types.DidChangeWatchedFilesRegistrationOptions(watchers=watched_files())
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registrations.append(types.Registration(id="contexten.files", method=method, register_options=watched))
    return registrations
