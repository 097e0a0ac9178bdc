"""`contexten.refactor`: rewrite the selection, or the function around the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.lsp.commands.wish import run_wish
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import Where
    from contexten.lsp.commands.command import Asked


def refactor(asked: Asked[Where]) -> Coroutine[Any, Any, Result]:
    """Rewrite the selection, or the function around the cursor."""
    return run_wish(asked, Intent.REWRITE)
