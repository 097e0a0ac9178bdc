"""Columns: the references of one file, a list for each of their fields.

A worker makes hundreds of thousands of references that nobody looks at one by one; measured, an object for each takes
as long as finding them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING

from contexten.syntax.facts import Reference, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROLES = tuple(Role)
CALL, TYPE, MEMBER, NAME = (ROLES.index(role) for role in (Role.CALL, Role.TYPE, Role.MEMBER, Role.NAME))
"""The numbers of the roles."""
_NUMBERS = {role.value: number for number, role in enumerate(ROLES)}


@dataclass(slots=True)
class Columns:
    """References in order of their start; see `Reference` for the fields."""

    names: list[str] = field(default_factory=list[str])
    starts: list[int] = field(default_factory=list[int])
    roles: list[int] = field(default_factory=list[int])
    """Places in ROLES."""
    scopes: list[int] = field(default_factory=list[int])
    receivers: list[str] = field(default_factory=list[str])
    arguments: list[int] = field(default_factory=list[int])

    @classmethod
    def of(cls, references: Sequence[Reference]) -> Columns:
        """The columns of references that are there already."""
        return cls(
            [item.name for item in references],
            [item.start for item in references],
            [_NUMBERS[item.role.value] for item in references],
            [item.scope for item in references],
            [item.receiver for item in references],
            [item.arguments for item in references],
        )

    def rows(self) -> Iterator[Reference]:
        """The references."""
        roles = map(ROLES.__getitem__, self.roles)
        return map(Reference, self.names, self.starts, roles, self.scopes, self.receivers, self.arguments)

    def only(self, kept: Sequence[bool]) -> Columns:
        """The references for which `kept` is true."""
        parts: Iterable[Sequence[str] | Sequence[int]] = (
            self.names,
            self.starts,
            self.roles,
            self.scopes,
            self.receivers,
            self.arguments,
        )
        return Columns(*(list(compress(part, kept)) for part in parts))  # pyright: ignore[reportArgumentType]
