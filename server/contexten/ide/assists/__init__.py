"""The assists: one file each, named as the person's verb. The order of the table is the order of the menu."""

from contexten.ide.assists import (
    agent,
    comment,
    create,
    document,
    explain,
    fix,
    implement,
    module,
    rewrite,
    suggestion,
    test,
)
from contexten.ide.offer import Assist

ASSISTS: tuple[Assist, ...] = (
    comment.ASSIST,
    agent.ASSIST,
    implement.ASSIST,
    fix.ASSIST,
    create.ASSIST,
    module.ASSIST,
    rewrite.ASSIST,
    suggestion.ASSIST,
    document.ASSIST,
    test.ASSIST,
    explain.ASSIST,
)

__all__ = ["ASSISTS"]
