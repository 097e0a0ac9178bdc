"""Symbol and Usage: a definition and a reference together with the file they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition, Reference


@dataclass(frozen=True, slots=True)
class Symbol:
    """One definition of the workspace."""

    path: str
    definition: Definition
    qualified_name: str
    """The dotted name from the top of its file."""

    @property
    def name(self) -> str:
        """The bare name."""
        return self.definition.name


@dataclass(frozen=True, slots=True)
class Usage:
    """One use of a name in the workspace."""

    path: str
    reference: Reference
    scope: Definition | None
    """The innermost definition around it, None at the top of the file."""
