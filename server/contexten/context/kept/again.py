"""Finds what an item shows in the file as it is now: the same, perhaps at another place or cut anew, or nothing.

**Invariant:** an item that is given back shows exactly what stands there now, and its lines are those of now. A body is
cut anew only where the edit changed nothing that choosing reads: values and comments, but no name.
"""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.context.kept.changes import header_of
from contexten.context.model import Item, ItemKind
from contexten.context.pack.fill import BODY_LINES
from contexten.context.redact import Redactor
from contexten.text import Document, Span

if TYPE_CHECKING:
    from contexten.context.kept.changes import Change
    from contexten.syntax.facts import Definition, FileFacts

_TEXTS = frozenset({ItemKind.BODY, ItemKind.WINDOW})


def found_again(item: Item, change: Change) -> Item | None:
    """`item` of the changed file as it stands after the change; None where it is gone, or reads otherwise."""
    before, after = change.before, change.after
    if before is None or after is None:
        return None
    old = _shown_by(item, before)
    new = None if old is None else _same(old, before, after)
    if old is None or new is None or _headings(old, before) != _headings(new, after):
        return None
    document = change.document
    if document is None or new.end > len(document.data):
        return None
    if item.kind not in _TEXTS:
        return _line_again(item, old, new, document)
    if item.kind is ItemKind.BODY:
        return _body_again(item, change, (old, new), document)
    return _same_text(item, item.span.shifted(_start(new) - _start(old)), document)


def _line_again(item: Item, old: Definition, new: Definition, document: Document) -> Item | None:
    header = header_of(new)
    if old.kind is not new.kind or (item.kind is not ItemKind.NAME and (not header or header != header_of(old))):
        return None
    line = document.line_of(_start(new))
    return replace(item, span=new.name_span, start_line=line, end_line=line)


def _body_again(
    item: Item, change: Change, definitions: tuple[Definition, Definition], document: Document
) -> Item | None:
    old, new = definitions
    span = document.lines_covering(Span(_start(new), new.end))
    found = _same_text(item, span, document)
    if found is not None or change.said_before(old) != change.said_after(new):
        return found
    text = textwrap.dedent(document.slice(span)).rstrip()
    lines = document.line_of(span.start), document.line_of(max(span.start, span.end - 1))
    if not Redactor().is_clean(text) or lines[1] - lines[0] >= BODY_LINES:
        return None
    return replace(item, text=text, span=span, start_line=lines[0], end_line=lines[1])


def _same_text(item: Item, span: Span, document: Document) -> Item | None:
    """`item` at whole lines that read as it does; None where they read otherwise."""
    if span.end > len(document.data) or textwrap.dedent(document.slice(span)).rstrip() != item.text:
        return None
    first, last = document.line_of(span.start), document.line_of(max(span.start, span.end - 1))
    return replace(item, span=span, start_line=first, end_line=last) if document.starts[first] == span.start else None


def _shown_by(item: Item, facts: FileFacts) -> Definition | None:
    """The definition that an item shows, or shows a part of."""
    name = item.name.rpartition(".")[2]
    if item.kind not in _TEXTS:
        named = (one for one in facts.definitions if one.name_start == item.span.start and one.name == name)
        return next(named, None)
    around = [one for one in facts.definitions if one.name == name and _reaches(item.span, one)]
    exact = [one for one in around if facts.qualified_name(one) == item.name] or around
    if not exact:
        return None
    return exact[0] if item.kind is ItemKind.BODY else exact[-1]


def _reaches(span: Span, definition: Definition) -> bool:
    """Whether a shown text holds the header of a definition, or begins inside of it."""
    return definition.name_start in span or definition.start <= span.start < definition.end


def _same(old: Definition, before: FileFacts, after: FileFacts) -> Definition | None:
    """The definition of the same qualified name, by its place among those of that name."""
    name = before.qualified_name(old)
    earlier = [one for one in before.definitions if one.name == old.name and before.qualified_name(one) == name]
    later = [one for one in after.definitions if one.name == old.name and after.qualified_name(one) == name]
    place = next(index for index, one in enumerate(earlier) if one is old)
    return later[place] if place < len(later) else None


def _headings(definition: Definition, facts: FileFacts) -> list[str]:
    """The headers of what stands around a definition, innermost first."""
    found = [definition.owner]
    parent = definition.parent
    while parent >= 0:
        found.append(header_of(facts.definitions[parent]))
        parent = facts.definitions[parent].parent
    return found


def _start(definition: Definition) -> int:
    return definition.header_start if definition.header_start >= 0 else definition.start
