"""The definitions of one file, each inside of the one around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.text import Span

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition, FileFacts, SymbolKind
    from contexten.text import Document
    from contexten.workspace.snapshot import Snapshot

_LONGEST = 120
"""Characters of a detail."""
_DEEPEST = 40
"""Levels; what is deeper stands beside what it is in. Answers are written by functions that call themselves."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One definition."""

    name: str
    kind: SymbolKind
    detail: str
    """What is written between its name and its body, or its type."""
    span: Span
    """All of it; covers `name_span`."""
    name_span: Span
    owner: str
    """The type that a method outside of it belongs to."""
    inside: tuple[Entry, ...] = ()


def document_symbols(snapshot: Snapshot, path: str) -> tuple[Entry, ...]:
    """Those at the top of the file, in order; empty where it has no tree."""
    facts, document = snapshot.facts(path), snapshot.document(path)
    if facts is None or document is None:
        return ()
    inside: dict[int, list[int]] = {}
    for number, holder in enumerate(_holders(facts)):
        inside.setdefault(holder, []).append(number)
    made: dict[int, Entry | None] = {}
    # From the last to the first: what stands inside of a definition comes behind it.
    for number in range(len(facts.definitions) - 1, -1, -1):
        made[number] = _entry(facts, document, number, [made[child] for child in inside.get(number, ())])
    return tuple(entry for number in inside.get(-1, ()) if (entry := made[number]) is not None)


def _holders(facts: FileFacts) -> list[int]:
    """For each definition the one it is shown in, -1 for the file: the one around it, or one further out."""
    holders: list[int] = []
    depths: list[int] = []
    for item in facts.definitions:
        holder = item.parent
        if holder >= 0 and depths[holder] >= _DEEPEST:
            holder = holders[holder]
        holders.append(holder)
        depths.append(depths[holder] + 1 if holder >= 0 else 1)
    return holders


def _entry(facts: FileFacts, document: Document, number: int, children: list[Entry | None]) -> Entry | None:
    item = facts.definitions[number]
    name = item.name_span
    if not item.name.strip() or name.end > len(document.data):
        return None
    return Entry(
        name=item.name,
        kind=item.kind,
        detail=_detail(item),
        span=Span(min(item.start, name.start), min(max(item.end, name.end), len(document.data))),
        name_span=name,
        owner=item.owner,
        inside=tuple(child for child in children if child is not None),
    )


def _detail(item: Definition) -> str:
    if not item.kind.is_callable:
        return "" if item.kind.is_type else item.type[:_LONGEST]
    _before, _name, behind = item.signature.partition(item.name)
    return behind.strip()[:_LONGEST]
