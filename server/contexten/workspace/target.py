"""Target: where the person stands and what they want.

It lives here, below the five siblings `context`, `edits`, `drafts`, `llm` and `agents`, because two of them read it
and they must stay blind to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition
    from contexten.text import Span


class Intent(StrEnum):
    """What is asked for. Each has one assist in `ide`, one strategy in `context` and one placement in `edits`."""

    IMPLEMENT = "implement"
    """Write the body of an unfinished definition."""
    COMMENT = "comment"
    """Do what a marker comment says."""
    REWRITE = "rewrite"
    """Rewrite the selected code."""
    DOCUMENT = "document"
    """Write the doc text of a definition."""
    TEST = "test"
    """Write a test of a definition, in a test file."""
    FIX = "fix"
    """Make a diagnostic go away."""
    CREATE = "create"
    """Create a function that is used but defined nowhere."""
    INSERT = "insert"
    """Write new code at the cursor, from the instruction alone."""
    EXPLAIN = "explain"
    """Tell in words what code does; nothing is changed."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem that any server reported."""

    span: Span
    message: str
    code: str = ""
    source: str = ""
    severity: int = 1
    """The protocol's: 1 error, 2 warning, 3 information, 4 hint."""


@dataclass(frozen=True, slots=True)
class Target:
    """One place in one file and the wish for it."""

    path: str
    intent: Intent
    span: Span
    """What may be replaced without asking further. Empty: new text is inserted there."""
    instruction: str = ""
    symbol: Definition | None = None
    """The definition the wish is about, or the innermost one around the place."""
    name: str = ""
    """For CREATE: the undefined name."""
    diagnostics: tuple[Diagnostic, ...] = ()
    selection: Span | None = None
    """What the person had selected or where the cursor stood, when that differs from `span`."""
