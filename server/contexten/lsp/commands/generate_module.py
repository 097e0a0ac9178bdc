"""`contexten.generateModule`: write a whole new file, which a person confirms; a file with text in it is left alone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from contexten.errors import ClientError
from contexten.extensions.codegen.module import ModuleWish, module_refusal
from contexten.extensions.codegen.module import generate_module as written
from contexten.extensions.codegen.outcome import Previewed, Proposed
from contexten.extensions.codegen.report import Result, previewed
from contexten.extensions.codegen.run import GenerateOptions
from contexten.lsp.approval import approve_endpoint
from contexten.lsp.commands.application import apply_task
from contexten.lsp.commands.wish import ending, reporting
from contexten.lsp.stream import streaming
from contexten.lsp.uris import path_of

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.generated import Generated
    from contexten.lsp.commands.arguments import NewModule
    from contexten.lsp.commands.command import Asked
    from contexten.workspace.snapshot import Snapshot


def generate_module(asked: Asked[NewModule]) -> Coroutine[Any, Any, Result]:
    """Write the file, on the texts as they are at the moment of asking. Raises ClientError for URIs of no file."""
    arguments = asked.arguments
    wish = ModuleWish(
        _path(arguments.uri, "uri"),
        arguments.instruction,
        arguments.names,
        _path(arguments.used_by, "usedBy") if arguments.used_by else "",
        arguments.related,
    )
    return _run(asked, wish, asked.session.snapshot())


def _path(uri: str, key: str) -> str:
    path = path_of(uri) if uri.startswith("file:") else None
    if path is None:
        raise ClientError(f"'{key}' must be a file: URI.")
    return path


async def _run(asked: Asked[NewModule], wish: ModuleWish, snapshot: Snapshot) -> Result:
    session, arguments = asked.session, asked.arguments
    reason = await asyncio.to_thread(module_refusal, snapshot, wish) or _cannot_make(asked, wish, snapshot)
    if reason:
        return _refused(asked, reason)
    if not arguments.dry_run:
        await approve_endpoint(session, arguments.model)
    title = f"new file {snapshot.relative(wish.path)}"
    options = GenerateOptions(model=arguments.model, budget=arguments.budget, dry_run=arguments.dry_run)
    async with session.progresses.shown(f"Contexten: {title}", token=asked.token) as reporter:
        with streaming(session, asked.token) as stream:
            generated = await written(session.integration, snapshot, wish, options, reporting(reporter, stream))
        result = await _settled(asked, generated, title)
        reporter.end_message = ending(generated.generation, result)
    return result


def _cannot_make(asked: Asked[NewModule], wish: ModuleWish, snapshot: Snapshot) -> str:
    """Why the client could not take the result, told before a model is asked; a file that is there needs no making."""
    announced, arguments = asked.session.announced, asked.arguments
    can = announced.apply_edit and announced.document_changes and announced.create_files
    if can or not arguments.apply or arguments.dry_run or snapshot.document(wish.path) is not None:
        return ""
    name = snapshot.relative(wish.path)
    return f"The editor makes no files for a server; make '{name}' empty yourself and ask again."


def _refused(asked: Asked[NewModule], reason: str) -> Result:
    if asked.arguments.apply and not asked.arguments.dry_run:
        asked.session.editor.show(reason, types.MessageType.Warning)
    return {"task": None, "outcome": "refused", "reason": reason}


async def _settled(asked: Asked[NewModule], generated: Generated, title: str) -> Result:
    session, arguments = asked.session, asked.arguments
    result, outcome = generated.described(), generated.outcome
    if isinstance(outcome, Previewed):
        return result | previewed(generated.generation)
    if not isinstance(outcome, Proposed):
        if arguments.apply:
            session.editor.show(generated.reason, types.MessageType.Warning)
        return result
    result |= await apply_task(session, generated.generation.task, title, really=arguments.apply)
    if result["outcome"] == "applied":
        await session.editor.open(arguments.uri)
    return result
