"""`contexten.context`: what would be sent to a model for a place, and why. Calls nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.extensions.codegen.outcome import Stale
from contexten.extensions.codegen.report import Result, packed
from contexten.ide.place import Declined
from contexten.lsp.commands.wish import Wish, chosen_intent, options_of, wish_at

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.lsp.commands.arguments import Where
    from contexten.lsp.commands.command import Asked


def context(asked: Asked[Where]) -> Coroutine[Any, Any, Result]:
    """Choose and pack the context for a place."""
    intent = chosen_intent(asked.arguments.intent, ())
    return _context(asked, wish_at(asked.session, asked.arguments, intent))


async def _context(asked: Asked[Where], found: Wish | Declined | Stale) -> Result:
    match found:
        case Declined(reason):
            return {"task": None, "outcome": "refused", "reason": reason}
        case Stale(reason):
            return {"task": None, "outcome": "stale", "reason": reason}
        case Wish(snapshot, target):
            options = await options_of(asked.arguments, snapshot, target)
            pack = await asked.session.integration.context(snapshot, target, options)
            return {"task": None, "outcome": "previewed", "context": packed(snapshot, pack)}
