"""Definitions that an answer brings beside the one that was asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.edits.fragments import Source, owners_of
from contexten.edits.indent import reindent
from contexten.edits.lines import indent_at, line_end, line_start
from contexten.edits.site import Piece, Pieces, Site
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.syntax.facts import Definition

LABEL = "new helper"


def helper_pieces(site: Site, source: Source, target: Definition, new_text: str) -> Pieces:
    """The definitions of `source` that `new_text` needs and the file lacks, before the target or around it."""
    own_level, top_level = _known(site)
    beside = [
        item
        for item in _beside(source, target)
        if item.name not in (own_level if _same_level(source, target, item) else top_level)
    ]
    needed = _needed(source, beside, new_text)
    same: list[str] = []
    outer: list[str] = []
    for item in needed:
        (same if _same_level(source, target, item) else outer).append(_text(source, item))
    return tuple(
        _piece(site, at, texts)
        for at, texts in ((_start(site, outermost=False), same), (_start(site, outermost=True), outer))
        if texts
    )


def _beside(source: Source, target: Definition) -> list[Definition]:
    """The definitions at the top of the answer and beside the target, without the target and what encloses it."""
    return [
        item
        for item in source.facts.definitions
        if source.own(item)
        and item is not target
        and not item.span.covers(target.span)
        and not target.span.covers(item.span)
        and (source.is_top(item) or item.parent == target.parent)
    ]


def _known(site: Site) -> tuple[set[str], set[str]]:
    """The names that the file defines beside the target, and at its top."""
    original = site.original
    owners = original.owners if original is not None else ()
    levels = [(item.name, owners_of(site.facts, item)) for item in site.facts.definitions]
    return {name for name, level in levels if level == owners}, {name for name, level in levels if not level}


def _needed(source: Source, beside: Sequence[Definition], new_text: str) -> list[Definition]:
    """Those whose name is used by the new text, directly or through another one; in their order in the answer."""
    needed: set[int] = set()
    used = new_text
    grown = True
    while grown:
        grown = False
        for index, item in enumerate(beside):
            if index not in needed and re.search(rf"(?<!\w){re.escape(item.name)}(?!\w)", used):
                needed.add(index)
                used += "\n" + _text(source, item)
                grown = True
    return [item for index, item in enumerate(beside) if index in needed]


def _text(source: Source, item: Definition) -> str:
    """The whole lines of a definition; one inside another of the list is not repeated."""
    document = source.document
    return document.slice(Span(line_start(document, item.start), line_end(document, max(item.start, item.end - 1))))


def _same_level(source: Source, target: Definition, item: Definition) -> bool:
    """Whether `item` goes beside the target and not beside what encloses it in the file."""
    if not source.is_top(target):
        return item.parent == target.parent
    if target.owner:
        return bool(item.owner) or source.parsed.language.id == "go"
    receives = bool(target.parameters) and target.parameters[0].name in {"self", "cls", "this"}
    if receives:
        return (
            bool(item.parameters) and item.parameters[0].name in {"self", "cls"}
        ) or "staticmethod" in item.decorators
    return True


def _start(site: Site, *, outermost: bool) -> int:
    """Where the line starts before which a helper goes."""
    definition = site.request.definition or site.request.span
    enclosing = site.facts.enclosing(definition)
    start = enclosing[0].start if outermost and enclosing else definition.start
    return _block_start(site, line_start(site.document, start)) if outermost else line_start(site.document, start)


def _block_start(site: Site, start: int) -> int:
    """The start of the unindented line that a block around `start` begins with, such as Rust's `impl`."""
    document = site.document
    line = document.line_of(start)
    while line > 0 and (not document.line_text(line) or document.line_text(line)[0] in " \t})]"):
        line -= 1
    while line > 0 and document.line_text(line - 1).startswith(("#[", "///", "@")):
        line -= 1
    return document.starts[line]


def _piece(site: Site, at: int, texts: Sequence[str]) -> Piece:
    indent = indent_at(site.document, at)
    gap = "\n\n\n" if site.language.docstring and not indent else "\n\n"
    code = gap.join(reindent(text, indent, site.unit, site.language) for text in texts)
    return Piece(Span(at, at), code + gap, LABEL, asked=False)
