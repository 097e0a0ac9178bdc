"""What a hover tells of a function, a class or a block: counts from tree and index, and at most three suggestions.

It speaks on a definition's name, on the keywords before it and on a block's keyword. Types, values and documentation
of every other token are what other servers show there.

**Invariant:** no model and no network; a name that very many files use is counted by file and not looked into.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.ide.place import Declined, Place, is_scope, place_at
from contexten.ide.rules import Subject, Suggestion, suggestions
from contexten.syntax.shape import block_at, shape_of
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Collection

    from contexten.index.symbol import Symbol, Usage
    from contexten.syntax.facts import Definition
    from contexten.syntax.shape import Block
    from contexten.workspace.snapshot import Snapshot

_MOST_FILES = 20
"""Files that define or use a name which are looked into; reading the facts of one takes about a millisecond."""
_QUICKLY_READ = 40_000
"""Bytes of a text whose facts take about 20 ms."""
_NAMED = 3
"""How many callers or subtypes are named."""
_KEYWORDS = re.compile(rb"(?:[a-z]+\s+)*(?:\*\s*)?")


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown at one place, as plain text."""

    span: Span
    """The token that it is about."""
    title: str
    facts: tuple[str, ...]
    """One sentence each, without a full stop."""
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The uses of a name, in words."""

    text: str
    looked_into: bool
    """Whether the files were read, and not only counted."""


@dataclass(frozen=True, slots=True)
class About:
    """What the cursor is on: a definition's name or keyword, or a block's keyword in it."""

    place: Place
    definition: Definition | None
    """None: a block outside of functions."""
    block: Block | None = None

    @property
    def symbol(self) -> Symbol | None:
        """The definition as the index knows it."""
        return None if self.definition is None else _symbol(self.place, self.definition)

    def subject(self) -> Subject | None:
        """What the rules look at; None where the function is not walked."""
        definition = self.definition
        if definition is None or definition.body is None or not definition.kind.is_callable:
            return None
        shape = shape_of(self.place.parsed, definition.body)
        return None if shape is None else Subject(self.place, definition, shape, self.block)


def card_at(snapshot: Snapshot, path: str, offset: int, *, disabled: Collection[str] = ()) -> Card | None:
    """The card of the token at `offset` (bytes); None at a token that is another server's to explain.

    `disabled` holds ids of rules that are not asked.
    """
    place = place_at(snapshot, path, Span(offset, offset), disabled=disabled)
    about = None if isinstance(place, Declined) else about_at(place, offset)
    if about is None:
        return None
    return _of_block(about) if about.block is not None else _of_definition(about)


def about_at(place: Place, offset: int) -> About | None:
    """What the cursor at `offset` is on, None where that is neither a definition nor a block."""
    definition = place.innermost
    if definition is not None and offset in _head(place, definition):
        return About(place, definition)
    block = block_at(place.parsed, offset)
    if block is None:
        return None
    around = (item for item in reversed(place.enclosing) if item.kind.is_callable)
    return About(place, next(around, None), block)


def suggestions_at(place: Place) -> tuple[Suggestion, ...]:
    """What the card of the place suggests."""
    about = about_at(place, place.span.start) if not len(place.span) else None
    return () if about is None else _suggested(about)


def may_ask(place: Place) -> bool:
    """Whether the facts of the open file are there, or made quickly: a large file that was edited just now has none."""
    return len(place.document.data) <= _QUICKLY_READ or place.snapshot.has_facts(place.path)


def _suggested(about: About) -> tuple[Suggestion, ...]:
    subject = about.subject()
    place = about.place
    return () if subject is None else suggestions(subject, place.disabled, patient=may_ask(place))


def _head(place: Place, definition: Definition) -> range:
    """The name, with the keywords before it; its end included."""
    name, start = definition.name_span, definition.header_start
    before = place.document.data[start : name.start]
    first = start if start >= 0 and _KEYWORDS.fullmatch(before) else name.start
    return range(first, name.end + 1)


def _of_definition(about: About) -> Card | None:
    definition, subject = about.definition, about.subject()
    if definition is None or not is_scope(definition):
        return None
    facts = [_size(about, subject)]
    symbol = about.symbol if may_ask(about.place) else None
    if symbol is not None:
        facts += _uses(about.place.snapshot, symbol)
    title = f"{definition.kind.value} {definition.name}"
    return Card(definition.name_span, title, tuple(filter(None, facts)), _suggested(about))


def _size(about: About, subject: Subject | None) -> str:
    definition = about.definition
    if definition is None or definition.body is None:
        return ""
    if subject is not None:
        lines, complexity = subject.shape.lines, subject.shape.complexity
        return f"{_counted(lines, 'line')} of code, complexity {complexity}"
    document = about.place.document
    lines = document.line_of(definition.body.end) - document.line_of(definition.body.start) + 1
    return _counted(lines, "line")


def _uses(snapshot: Snapshot, symbol: Symbol) -> list[str]:
    """How often it is used, who calls it and what derives from it; of a common name only the first."""
    if is_hook(symbol.name):
        return []
    index = snapshot.index
    counted = usages_of(snapshot, symbol)
    if not counted.looked_into:
        return [counted.text]
    return [counted.text, *_called(snapshot, index.callers(symbol)), *_derived(snapshot, symbol)]


def is_hook(name: str) -> bool:
    """Whether the language itself calls what has this name, such as `__init__`: its uses by name tell nothing."""
    return name.startswith("__") and name.endswith("__")


def usages_of(snapshot: Snapshot, symbol: Symbol) -> Counted:
    """How often a name is used in the workspace; in how many files, where it is a common one."""
    index = snapshot.index
    paths, defining = index.using(symbol.name), index.defining(symbol.name)
    if max(len(paths), len(defining)) > _MOST_FILES:
        return Counted(f"the name is used in {_counted(len(paths), 'file')}", looked_into=False)
    number = sum(len(index.usages_in(path, symbol.name)) for path in paths)
    several = len(defining) > 1 or len(index.places_of(symbol.path, symbol.name)) > 1
    used = f"the name has {_counted(number, 'use')}" if several else _counted(number, "usage")
    where = f" in {_counted(len(paths), 'file')}" if number else ""
    return Counted(used + where, looked_into=True)


def _called(snapshot: Snapshot, calls: tuple[Usage, ...]) -> list[str]:
    if not calls:
        return []
    names = list(dict.fromkeys(call.scope.name if call.scope else snapshot.relative(call.path) for call in calls))
    return ["called by " + _listed(names)]


def _derived(snapshot: Snapshot, symbol: Symbol) -> list[str]:
    if not symbol.definition.kind.is_type:
        return []
    names = [item.name for item in snapshot.index.subtypes(symbol)]
    return ["base of " + _listed(names)] if names else []


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _of_block(about: About) -> Card | None:
    block, document, found = about.block, about.place.document, _suggested(about)
    if block is None or not found:
        return None
    lines = document.line_of(block.span.end) - document.line_of(block.span.start) + 1
    word = Span(block.span.start, block.span.start + len(block.word))
    return Card(word, f"{block.word} on level {block.depth}", (_counted(lines, "line"),), found)


def _symbol(place: Place, definition: Definition) -> Symbol | None:
    index = place.snapshot.index
    if index.outline(place.path) is None:
        return None
    found = (index.symbol(place.path, number) for number in index.places_of(place.path, definition.name))
    return next((item for item in found if item.definition.name_start == definition.name_start), None)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
