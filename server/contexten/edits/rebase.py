"""Carries a finished edit over to the text as it stands now.

**Invariant:** nothing a person typed is lost: what they typed since is in the result, or there is a Conflict and
nothing changes.

Source: three-way merge as in diff3 (`merge3`). A merge by lines can still be wrong in meaning, so its result is
parsed again: more errors than either side alone is a conflict.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from merge3 import Merge3

from contexten.edits.diff import lines_with_ends, minimal
from contexten.edits.model import Change
from contexten.edits.strict import strictly_worse
from contexten.syntax.parse import CHECK_DEADLINE, parse
from contexten.text import Document, Patch, Span, moved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contexten.edits.model import FileEdit
    from contexten.syntax.language import Language

_EXACT_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Conflict:
    """The edit cannot be carried over; the text stays as it is and the result is kept elsewhere."""

    reason: str
    line: int = -1
    """0-based line of the text now where both sides changed the same lines, -1 where there is no single one."""


def rebase(file: FileEdit, now: Document, language: Language | None) -> FileEdit | Conflict:
    """`file` on the text `now`: unchanged, shifted past what was typed elsewhere, or merged by lines.

    Without a language the result is not parsed.
    """
    if file.base.data == now.data:
        return replace(file, base=now)
    if file.create:
        return Conflict("the file has been written meanwhile")
    if file.delete:
        return Conflict("it has changed, so it is not deleted")
    typed = minimal(file.base.data, now.data)
    shifted = _shifted(file, typed, now) or _merged(file, typed, now)
    if isinstance(shifted, Conflict):
        return shifted
    if language is not None and not _parses_as_well(file, now, shifted.result, language):
        return Conflict("together with what was typed meanwhile the result has a new syntax error")
    return shifted


def _shifted(file: FileEdit, typed: Sequence[Patch], now: Document) -> FileEdit | None:
    """The same patches, moved; None where one shares a line with what was typed."""
    lines = [_lines_of(file.base, patch.span) for patch in typed]
    changes: list[Change] = []
    for change in file.changes:
        first, last = _lines_of(file.base, change.patch.span)
        if any(first <= other_last and other_first <= last for other_first, other_last in lines):
            return None
        by = sum(patch.growth for patch in typed if patch.span.end <= change.patch.span.start)
        changes.append(
            Change(
                Patch(change.patch.span.shifted(by), change.patch.text),
                change.label,
                change.needs_confirmation,
            )
        )
    return replace(file, base=now, changes=tuple(changes))


def _lines_of(document: Document, span: Span) -> tuple[int, int]:
    return document.line_of(span.start), document.line_of(span.end)


def _merged(file: FileEdit, typed: Sequence[Patch], now: Document) -> FileEdit | Conflict:
    base, ours, theirs = (lines_with_ends(item.data) for item in (file.base, file.result, now))
    merge = Merge3(base, theirs, ours, sequence_matcher=cast("Any", _Matcher))
    parts: list[bytes] = []
    for kind, *lines in merge.merge_groups():
        if kind == "conflict":
            return Conflict("the same lines were changed meanwhile", _line_of_conflict(merge))
        parts += lines[0]
    result = b"".join(parts)
    if not _keeps_typed_lines(base, theirs, lines_with_ends(result)):
        return Conflict("what was typed meanwhile would be lost")
    changes = tuple(_labelled(file, typed, patch) for patch in minimal(now.data, result))
    return replace(file, base=now, changes=changes)


class _Matcher(difflib.SequenceMatcher[bytes]):
    """Exact for all but very long texts; the default drops frequent lines of more than 200, which misaligns code."""

    def __init__(
        self,
        isjunk: Callable[[bytes], bool] | None = None,
        a: Sequence[bytes] = (),
        b: Sequence[bytes] = (),
        autojunk: bool = True,
    ) -> None:
        super().__init__(isjunk, a, b, autojunk=autojunk and max(len(a), len(b)) > _EXACT_LINES)


def _line_of_conflict(merge: Merge3[bytes]) -> int:
    return next((region[3] for region in merge.merge_regions() if region[0] == "conflict"), -1)


def _keeps_typed_lines(base: list[bytes], now: list[bytes], result: list[bytes]) -> bool:
    """Whether each line typed since is in the result as often as it was typed."""
    counts: dict[bytes, int] = {}
    for lines, weight in ((now, 1), (base, -1), (result, -1)):
        for line in lines:
            counts[line.rstrip(b"\r\n")] = counts.get(line.rstrip(b"\r\n"), 0) + weight
    return all(count <= 0 for count in counts.values())


def _labelled(file: FileEdit, typed: Sequence[Patch], patch: Patch) -> Change:
    """The patch with the label of the change it comes from: the nearest one that holds its text."""

    def distance(change: Change) -> tuple[bool, int]:
        foreign = patch.text.strip() not in change.patch.text
        return foreign, abs(moved(change.patch.span.start, typed) - patch.span.start)

    origin = min(file.changes, key=distance)
    return Change(patch, origin.label, origin.needs_confirmation)


def _parses_as_well(file: FileEdit, now: Document, result: Document, language: Language) -> bool:
    trees = [parse(item, language, deadline=CHECK_DEADLINE) for item in (file.result, now, result)]
    if any(tree is None for tree in trees):
        return trees[2] is not None or trees[0] is None
    ours, theirs, merged = (tree.errors for tree in trees if tree is not None)
    return merged <= max(ours, theirs) and strictly_worse(now, result, language) is None
