"""`contexten.generate`: write code at a place: a body, what a comment says, a missing function, or new code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.lsp.commands.wish import run_wish

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import Where
    from contexten.lsp.commands.command import Asked


def generate(asked: Asked[Where]) -> Coroutine[Any, Any, Result]:
    """Write code at a place: a body, what a comment says, a missing function, or new code."""
    return run_wish(asked)
