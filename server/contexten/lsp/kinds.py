"""The kinds of code action this server offers, as they are advertised before the assists are imported.

A test holds them equal to those of `ide.assists`, and those that stand here alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTEXT = "contexten.context"
KEPT = "contexten.kept"
KINDS: tuple[str, ...] = (
    CONTEXT,
    KEPT,
    "contexten.explain",
    "quickfix.contexten",
    "quickfix.contexten.create",
    "quickfix.contexten.module",
    "refactor.rewrite.contexten.agent",
    "refactor.rewrite.contexten.comment",
    "refactor.rewrite.contexten.document",
    "refactor.rewrite.contexten.implement",
    "refactor.rewrite.contexten.selection",
    "refactor.rewrite.contexten.suggestion",
    "refactor.rewrite.contexten.test",
)


def admits(only: Sequence[str], kind: str) -> bool:
    """Whether a client that asks for the kinds of `only` wants `kind`; none: it wants all."""
    return not only or any(wanted in {"", kind} or kind.startswith(f"{wanted}.") for wanted in only)
