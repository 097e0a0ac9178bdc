"""The kinds of code action this server offers, as they are advertised before the assists are imported.

A test holds them equal to those of `ide.assists`, and `CONTEXT`.
"""

from __future__ import annotations

CONTEXT = "contexten.context"
KINDS: tuple[str, ...] = (
    CONTEXT,
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
