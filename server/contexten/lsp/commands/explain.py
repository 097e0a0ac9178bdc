"""`contexten.explain`: tell in words what code does; a model's words, or what the index knows where none answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.lsp.commands.wish import run_wish
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import Where
    from contexten.lsp.commands.command import Asked


def explain(asked: Asked[Where]) -> Coroutine[Any, Any, Result]:
    """Explain the code at a place, as Markdown in `text`; `apply` false shows it to nobody."""
    return run_wish(asked, Intent.EXPLAIN)
