"""What nearly all siblings have and this one has not: declared types, doc text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.ide.rules.rule import Rule, Subject, Suggestion
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contexten.syntax.facts import Definition, FileFacts

_EXCUSED = re.compile(r"(?:type|pyright|mypy): *ignore|# *noqa|@ts-|eslint-disable")
"""Somebody has looked at it and decided."""
_FEWEST = 5
_SHARE = 0.9


def find(subject: Subject) -> Suggestion | None:
    """For a return type in Python, else for doc text; siblings are the functions of the same type, or file."""
    if subject.in_tests or subject.is_inner or not _is_plain(subject.definition):
        return None
    if _EXCUSED.search(_header(subject)):
        return None
    facts = subject.place.snapshot.facts(subject.place.path)
    siblings = [] if facts is None else _siblings(subject, facts)
    typed = _share(siblings, _has_types)
    if subject.place.language.id == "python" and not _has_types(subject.definition) and typed:
        return _suggestion(subject, "Declare its types", "declare their return type", typed, len(siblings))
    documented = _share(siblings, _has_doc)
    if _wants_doc(subject) and documented:
        return _suggestion(subject, "Document it", "have doc text", documented, len(siblings))
    return None


def _header(subject: Subject) -> str:
    """The lines from the header to the first statement."""
    document, definition = subject.place.document, subject.definition
    last = document.line_of(definition.body_start)
    return document.slice(Span(definition.header_start, document.line_span(last).end))


def _is_plain(definition: Definition) -> bool:
    """Private and special names, accessors and overloads follow customs of their own."""
    return not definition.name.startswith("_") and not definition.decorators and definition.body is not None


def _siblings(subject: Subject, facts: FileFacts) -> list[Definition]:
    own = next((item for item in facts.definitions if item.name_start == subject.definition.name_start), None)
    if own is None:
        return []
    beside = (item for item in facts.definitions if item.parent == own.parent and item.owner == own.owner)
    return [item for item in beside if item is not own and item.kind.is_callable and _is_plain(item)]


def _share(siblings: Sequence[Definition], has: Callable[[Definition], bool]) -> int:
    """How many have it, where that is nearly all of enough; else 0."""
    count = sum(map(has, siblings))
    return count if count >= _FEWEST and count >= _SHARE * len(siblings) else 0


def _has_types(definition: Definition) -> bool:
    return bool(definition.returns)


def _has_doc(definition: Definition) -> bool:
    return bool(definition.doc)


def _wants_doc(subject: Subject) -> bool:
    return not subject.definition.doc and subject.definition.exported and subject.shape.statements > 1


def _suggestion(subject: Subject, advice: str, what: str, count: int, of: int) -> Suggestion:
    return Suggestion(
        "inconsistent",
        advice,
        f"{count} of {of} siblings {what}",
        f"{advice}, as the functions beside '{subject.definition.name}' do: {what}. Nothing else changes.",
    )


RULE = Rule(
    "inconsistent",
    f"At least {_FEWEST} siblings, and {_SHARE:.0%} of all, declare their return type (Python) or have doc text, and "
    "this public function does not.",
    "Declare its types: 9 of 9 siblings declare their return type",
    find,
)
