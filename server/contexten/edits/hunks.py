"""Hunks of a plan: what a person takes or leaves alone.

**Invariant:** a hunk is named by what it says and not by where it stands, so that typing elsewhere renames none. What
is taken, and what is left of a plan when a hunk is dropped, adds no syntax error by itself.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contexten.edits.model import Change, FileEdit, Refused
from contexten.edits.strict import strictly_worse
from contexten.syntax.parse import CHECK_DEADLINE, parse
from contexten.text import Patch, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from contexten.syntax.language import Language

    LanguageOf = Callable[[str], Language | None]


@dataclass(frozen=True, slots=True)
class Hunk:
    """One change of a file, or all of one that comes, goes or gets another name."""

    id: str
    file: FileEdit
    changes: tuple[Change, ...]
    shown: Span
    """Where its text stands in the file's result, without blank ends."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What is taken of some files, and the rest, which stands on the texts with that in them."""

    taken: tuple[FileEdit, ...]
    rest: tuple[FileEdit, ...]


def hunks_of(files: Sequence[FileEdit]) -> tuple[Hunk, ...]:
    """The hunks of `files`, in order."""
    seen: Counter[bytes] = Counter()
    found: list[Hunk] = []
    for file in files:
        if file.alters_folder:
            found.append(Hunk(_named(file, (), seen), file, file.changes, Span(0, len(file.result.data))))
            continue
        growth = 0
        for change in _ordered(file):
            start = change.patch.span.start + growth
            found.append(Hunk(_named(file, (change,), seen), file, (change,), _shown(change.patch, start)))
            growth += change.patch.growth
    return tuple(found)


def parted(files: Sequence[FileEdit], ids: Collection[str], language_of: LanguageOf) -> Parts | Refused:
    """The hunks `ids` apart from the others. Refused where one is unknown, or they alone would be wrong."""
    return _parted(files, ids, language_of, "Together with others only: these hunks alone would leave a syntax error.")


def dropped(files: Sequence[FileEdit], ids: Collection[str], language_of: LanguageOf) -> tuple[FileEdit, ...] | Refused:
    """`files` without the hunks `ids`. Refused where one is unknown, or the others alone would be wrong."""
    others = {hunk.id for hunk in hunks_of(files)}.difference(ids)
    unknown = _unknown(files, ids)
    if unknown is not None or not others:
        return unknown or ()
    refusal = "Together with others only: without these hunks the rest would leave a syntax error."
    parts = _parted(files, others, language_of, refusal)
    return parts if isinstance(parts, Refused) else parts.taken


def _parted(files: Sequence[FileEdit], ids: Collection[str], language_of: LanguageOf, refusal: str) -> Parts | Refused:
    unknown = _unknown(files, ids)
    if unknown is not None:
        return unknown
    hunks = hunks_of(files)
    taken: list[FileEdit] = []
    rest: list[FileEdit] = []
    for file in files:
        chosen = [hunk for hunk in hunks if hunk.file is file and hunk.id in ids]
        part = replace(file, changes=tuple(change for hunk in chosen for change in hunk.changes))
        if chosen and not _is_sound(part, language_of(file.path)):
            return Refused(refusal)
        taken += [part] if chosen else []
        rest += _left(file, part) if chosen else [file]
    return Parts(tuple(taken), tuple(rest))


def _unknown(files: Sequence[FileEdit], ids: Collection[str]) -> Refused | None:
    known = {hunk.id for hunk in hunks_of(files)}
    return None if known.issuperset(ids) else Refused("The text has changed since this hunk was shown; look again.")


def _left(file: FileEdit, taken: FileEdit) -> list[FileEdit]:
    """What of `file` is not in `taken`, on the text with `taken` in it."""
    growth = 0
    changes: list[Change] = []
    for change in _ordered(file):
        if change in taken.changes:
            growth += change.patch.growth
        else:
            changes.append(replace(change, patch=Patch(change.patch.span.shifted(growth), change.patch.text)))
    return [replace(file, base=taken.result, changes=tuple(changes))] if changes else []


def _is_sound(file: FileEdit, language: Language | None) -> bool:
    """Whether `file` has no more syntax errors with its changes than without; true where that cannot be said."""
    if language is None:
        return True
    before, after = (parse(item, language, deadline=CHECK_DEADLINE) for item in (file.base, file.result))
    if before is None or after is None:
        return before is None
    return after.errors <= before.errors and strictly_worse(file.base, file.result, language) is None


def _ordered(file: FileEdit) -> list[Change]:
    return sorted(file.changes, key=lambda change: change.patch.span.start)


def _named(file: FileEdit, changes: tuple[Change, ...], seen: Counter[bytes]) -> str:
    """A digest of what the hunk says, and of how often the same was said before."""
    parts = [file.path.encode("utf-8", "surrogatepass")]
    for change in changes:
        parts += [file.base.data[change.patch.span.start : change.patch.span.end], change.patch.text]
    said = b"\0".join(parts)
    seen[said] += 1
    return hashlib.sha256(said + b"\0%d" % seen[said]).hexdigest()[:16]


def _shown(patch: Patch, start: int) -> Span:
    text = patch.text
    first = len(text) - len(text.lstrip())
    return Span(start + first, start + max(first, len(text.rstrip())))
