"""`contexten.cache.clear`: forget answers and context packs, and where it is wanted the facts of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import CacheArgument
    from contexten.lsp.commands.command import Asked
    from contexten.lsp.session import Session


def cache_clear(asked: Asked[CacheArgument]) -> Coroutine[Any, Any, Result]:
    """Forget, and say how many values that were; Tasks and approvals stay."""
    return _cleared(asked.session, index=asked.arguments.index)


async def _cleared(session: Session, *, index: bool) -> Result:
    return {"outcome": "cleared", **await session.integration.clear_caches(index=index)}
