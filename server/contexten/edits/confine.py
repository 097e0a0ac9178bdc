"""Takes a whole rewritten text apart: what lies in the asked place, what is a new import or helper, what is neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.edits import helpers, imports
from contexten.edits.diff import minimal
from contexten.edits.model import Refused
from contexten.edits.refusals import elision
from contexten.edits.site import Piece, Pieces, Site
from contexten.syntax.extract import extract_facts
from contexten.syntax.parse import CHECK_DEADLINE, parse
from contexten.text import Document, Patch, Span, decode

if TYPE_CHECKING:
    from contexten.syntax.facts import FileFacts

LABEL = "generated code"


@dataclass(frozen=True, slots=True)
class _Text:
    document: Document
    facts: FileFacts

    def lines(self, span: Span) -> list[int]:
        """The lines with text that `span` touches."""
        first, last = self.document.line_of(span.start), self.document.line_of(span.end)
        return [line for line in range(first, last + 1) if self._shown(line, span)]

    def _shown(self, line: int, span: Span) -> bool:
        here = self.document.line_span(line)
        touched = self.document.data[max(here.start, span.start) : min(here.end, span.end)]
        return bool(touched.strip())

    def import_lines(self) -> set[int]:
        """Every line of a top-level import statement."""
        return {
            line
            for item in self.facts.imports
            for line in range(
                self.document.line_of(item.start), self.document.line_of(max(item.start, item.end - 1)) + 1
            )
        }


def confined(site: Site, after: Document, permitted: Span) -> Pieces | Refused:
    """The difference between the file and `after` as pieces; refused where it reaches beyond `permitted`."""
    parsed = parse(after, site.language, deadline=CHECK_DEADLINE)
    if parsed is None:
        return Refused("the result is too large to check")
    old, new = _Text(site.document, site.facts), _Text(after, extract_facts(parsed))
    pieces: list[Piece] = []
    shift = 0
    for patch in minimal(site.document.data, after.data):
        start = patch.span.start + shift
        shift += patch.growth
        here = Span(start, start + len(patch.text))
        label = LABEL if permitted.covers(patch.span) else _label_outside(old, new, patch, here)
        if not label:
            return _outside(site, patch)
        text = decode(patch.text)
        refused = elision("\n".join(after.line_text(line) for line in new.lines(here)), site.document.text)
        if refused is not None:
            return refused
        pieces.append(Piece(patch.span, text, label, asked=label == LABEL))
    return tuple(pieces)


def _label_outside(old: _Text, new: _Text, patch: Patch, here: Span) -> str:
    """What a change outside of the asked place is; empty where it is not allowed."""
    if not patch.text.strip() and not old.document.data[patch.span.start : patch.span.end].strip():
        return ""
    if _all_in(old.lines(patch.span), old.import_lines()) and _all_in(new.lines(here), new.import_lines()):
        kept = {(item.module, item.level, item.name, item.alias) for item in old.facts.imports}
        now = {(item.module, item.level, item.name, item.alias) for item in new.facts.imports}
        return imports.LABEL if kept <= now else ""
    if old.document.data[patch.span.start : patch.span.end].strip():
        return ""
    known = {item.name for item in old.facts.definitions}
    fresh = {
        line
        for item in new.facts.definitions
        if item.name not in known and (item.kind.is_callable or item.kind.is_type)
        for line in range(new.document.line_of(item.start), new.document.line_of(max(item.start, item.end - 1)) + 1)
    }
    return helpers.LABEL if _all_in(new.lines(here), fresh) else ""


def _all_in(lines: list[int], allowed: set[int]) -> bool:
    return all(line in allowed for line in lines)


def _outside(site: Site, patch: Patch) -> Refused:
    line = site.document.line_of(patch.span.start)
    text = site.document.line_text(line).strip()[:120]
    return Refused(
        "the answer changes text outside of the asked place",
        f"Line {line + 1} was changed as well: {text!r}. Change only what was asked for.",
    )
