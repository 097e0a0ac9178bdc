"""`contexten.test`: write a test of a definition in the test file that goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.lsp.commands.wish import run_wish
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import Where
    from contexten.lsp.commands.command import Asked


def test(asked: Asked[Where]) -> Coroutine[Any, Any, Result]:
    """Write a test of a definition in the test file that goes with it."""
    return run_wish(asked, Intent.TEST)
