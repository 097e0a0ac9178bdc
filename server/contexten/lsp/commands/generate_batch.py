"""`contexten.generateBatch`: many requests at once; each result is kept as a Task until someone applies it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.errors import ClientError
from contexten.extensions.codegen.batch import BatchItem, BatchRequest, run_batch
from contexten.extensions.codegen.outcome import Previewed
from contexten.extensions.codegen.report import Result, previewed
from contexten.extensions.codegen.run import GenerateOptions
from contexten.lsp.approval import approve_endpoint
from contexten.lsp.uris import path_of

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.generated import Generated
    from contexten.lsp.commands.arguments import Batch, BatchWish
    from contexten.lsp.commands.command import Asked
    from contexten.workspace.snapshot import Snapshot


def generate_batch(asked: Asked[Batch]) -> Coroutine[Any, Any, Result]:
    """Write code for many requests, on the texts as they are at the moment of asking."""
    requests = [_request(wish) for wish in asked.arguments.requests]
    return _run(asked, requests, asked.session.snapshot())


def _request(wish: BatchWish) -> BatchRequest:
    path = path_of(wish.target_uri) if wish.target_uri else ""
    if path is None:
        raise ClientError("'targetUri' must be a file: URI.")
    context = {
        "target_file": path,
        "target_symbol": wish.target_symbol,
        "line": None if wish.line is None else wish.line + 1,
        "related_symbols": list(wish.related),
        "language": wish.language or None,
    }
    return BatchRequest(wish.prompt, {key: value for key, value in context.items() if value})


async def _run(asked: Asked[Batch], requests: list[BatchRequest], snapshot: Snapshot) -> Result:
    session, arguments = asked.session, asked.arguments
    options = GenerateOptions(model=arguments.model, budget=arguments.budget, dry_run=arguments.dry_run)
    if not arguments.dry_run:
        await approve_endpoint(session, arguments.model)
    title = f"Contexten: {len(requests)} requests"
    async with session.progresses.shown(title, token=asked.token, percentage=0) as reporter:
        done = 0

        async def one(request: BatchRequest) -> Generated:
            nonlocal done
            result = await session.integration.generate_with_context(
                request.prompt, request.codebase_context, snapshot=snapshot, options=options
            )
            done += 1
            reporter.report(f"{done} of {len(requests)}", percentage=100 * done // len(requests))
            return result

        items = await run_batch(requests, one, at_once=session.config.batch_size)
    return {"results": [_described(item) for item in items]}


def _described(item: BatchItem) -> Result:
    if item.result is None:
        return {"task": None, "outcome": "failed", "reason": str(item.error)}
    generation = item.result.generation
    more = previewed(generation) if isinstance(generation.outcome, Previewed) else {}
    return item.result.described() | more
