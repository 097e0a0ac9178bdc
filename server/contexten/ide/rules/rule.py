"""What a rule is, what it looks at and what it says: a row, and plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.ide.testfiles import is_test_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.ide.place import Place
    from contexten.syntax.facts import Definition
    from contexten.syntax.shape import Block, Shape


@dataclass(frozen=True, slots=True)
class Subject:
    """One function at a Place, read once for all rules."""

    place: Place
    definition: Definition
    shape: Shape
    block: Block | None = None
    """The block in it that the cursor is on; None: the cursor is on the function's own name."""

    @property
    def in_tests(self) -> bool:
        """Whether the file holds tests, where length and repetition are custom."""
        return is_test_file(self.place.snapshot.relative(self.place.path))

    @property
    def is_method(self) -> bool:
        """Whether a type holds the function."""
        return bool(self.definition.owner) or self.holder is not None

    @property
    def holder(self) -> Definition | None:
        """The definition directly around the function, where that is a type."""
        around = self.place.enclosing
        place = next((i for i, item in enumerate(around) if item.name_start == self.definition.name_start), 0)
        return around[place - 1] if place and around[place - 1].kind.is_type else None

    @property
    def is_inner(self) -> bool:
        """Whether the function stands inside another one."""
        outer = [item for item in self.place.enclosing if item.kind.is_callable]
        return bool(outer) and outer[0].name_start != self.definition.name_start


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to do about a function, and why."""

    rule: str
    advice: str
    """What to do, in a few words that begin a line: `Split it`."""
    reason: str
    """Why, as far as it can be counted: `74 statements on 93 lines`."""
    instruction: str
    """The same for a model, as a whole sentence."""

    @property
    def title(self) -> str:
        """For a menu."""
        return f"{self.advice}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    id: str
    """What the setting `hover.disabled` names."""
    when: str
    """When it speaks, for the reference page: one sentence."""
    example: str
    """Its title, by example."""
    find: Callable[[Subject], Suggestion | None]
    """A pure function of the Snapshot and the Place; None where there is nothing to say."""
    by_tree: bool = False
    """Whether it reads the syntax tree alone, and not the facts of the open file, which cost a walk over all of it."""
    on_blocks: bool = False
    """Whether it also speaks on a block's keyword."""
