"""Checks a finished edit: it parses, it stays where it may, it changes something, and it hides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.edits.model import Change, FileEdit, Refused
from contexten.edits.refusals import invisible
from contexten.edits.strict import strictly_worse
from contexten.syntax.at import error_spans
from contexten.syntax.parse import CHECK_DEADLINE, Parsed, parse, reparse
from contexten.text import Document, Patch, Span, decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.edits.site import Site

_SHOWN = 160


def validate(site: Site, file: FileEdit) -> Refused | None:
    """Why `file` must not be applied; None where it may be. The detail can be told to the model."""
    if not file.changes:
        return Refused("the answer changes nothing")
    added = "\n".join(decode(patch.text) for patch in file.patches)
    hidden = invisible(added, site.document.text)
    if hidden is not None:
        return hidden
    if site.document.data.strip() and not file.result.data.strip():
        return Refused("the answer would empty the file")
    return _syntax(site, file)


def insertable(before: Parsed, patch: Patch) -> bool:
    """Whether `patch` may be made in the text of `before`: it hides nothing and adds no syntax error.

    The tree is made from the old one first, which is quick to say no; a yes is that of a whole parse.
    """
    if invisible(decode(patch.text), before.document.text) is not None:
        return False
    after = before.document.patched(patch)
    new = [Span(patch.span.start, patch.span.start + len(patch.text))]
    for parsed in (
        reparse(before, [(before.document, patch)], after, deadline=CHECK_DEADLINE),
        parse(after, before.language, deadline=CHECK_DEADLINE),
    ):
        if parsed is None or _worse(before, parsed, [patch.span], new) is not None:
            return False
    return strictly_worse(before.document, after, before.language) is None


def changed_spans(changes: Sequence[Change]) -> list[Span]:
    """Where the new bytes of `changes` stand in the result."""
    spans: list[Span] = []
    shift = 0
    for patch in sorted((change.patch for change in changes), key=_place):
        start = patch.span.start + shift
        spans.append(Span(start, start + len(patch.text)))
        shift += patch.growth
    return spans


def described(parsed: Parsed, at: Span) -> str:
    """The place of a syntax error in words for the model: the line (1-based) and the lines around it."""
    document: Document = parsed.document
    line = document.line_of(at.start)
    first = max(0, line - 2)
    shown = "\n".join(
        f"{number + 1}: {document.line_text(number)[:_SHOWN]}"
        for number in range(first, min(line + 2, document.line_count))
    )
    return f"Line {line + 1} has a syntax error:\n{shown}"


def _syntax(site: Site, file: FileEdit) -> Refused | None:
    after = parse(file.result, site.language, deadline=CHECK_DEADLINE)
    if after is None:
        return Refused("the result is too large to check")
    worse = _worse(site.parsed, after, [patch.span for patch in file.patches], changed_spans(file.changes))
    if worse is None:
        return _strict(site, after)
    return Refused("the answer adds a syntax error", "With the answer in place: " + described(after, worse))


def _worse(before: Parsed, after: Parsed, replaced: Sequence[Span], new: Sequence[Span]) -> Span | None:
    """Where `after` has a syntax error that `before` does not have; None: nowhere."""
    fresh = [span for span in error_spans(after) if any(span.touches(other) for other in new)]
    old = [span for span in error_spans(before) if any(span.touches(other) for other in replaced)]
    if after.errors <= before.errors and len(fresh) <= len(old):
        return None
    return fresh[0] if fresh else next(iter(error_spans(after)), Span(0, 0))


def _strict(site: Site, after: Parsed) -> Refused | None:
    worse = strictly_worse(site.document, after.document, site.language)
    if worse is None:
        return None
    at = after.document.line_span(worse[0])
    return Refused("the answer adds a syntax error", f"With the answer in place: {worse[1]}. " + described(after, at))


def _place(patch: Patch) -> tuple[int, int]:
    return patch.span.start, patch.span.end
