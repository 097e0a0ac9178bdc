"""A file as someone else wants it, as the change that it is: with what is never inserted refused.

**Invariant:** the change is made on the text that the other one started from, so that what was typed since is merged
with it and not overwritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.edits.diff import minimal
from contexten.edits.model import Change, FileEdit, Refused
from contexten.edits.refusals import invisible
from contexten.edits.strict import strictly_worse
from contexten.syntax.parse import CHECK_DEADLINE, Tangled, parse
from contexten.text import Document

if TYPE_CHECKING:
    from contexten.syntax.language import Language


def changed_file(
    path: str, before: Document | None, after: Document | None, language: Language | None, label: str
) -> FileEdit | Refused:
    """The edit that turns `before` into `after`; None: the file is not there. A person has to agree to it.

    Refused where it brings a syntax error or an invisible character. Without a language nothing is parsed.
    """
    if after is None:
        return FileEdit(path, before or Document(b""), (), delete=True, confirm=True)
    base = before or Document(b"")
    refused = invisible(after.text, base.text) or _syntax(base, after, language)
    if refused is not None:
        return refused
    changes = tuple(Change(patch, label, needs_confirmation=True) for patch in minimal(base.data, after.data))
    return FileEdit(path, base, changes, create=before is None, confirm=True)


def with_line_ends(document: Document, now: Document | None) -> Document:
    r"""`document` with the line ends of the text `now`, where git made `\r\n` of `\n` when it wrote the file."""
    if now is None or b"\r" in document.data or b"\r\n" not in now.data:
        return document
    if now.data.count(b"\n") != now.data.count(b"\r\n"):
        return document
    return Document(document.data.replace(b"\n", b"\r\n"))


def _syntax(before: Document, after: Document, language: Language | None) -> Refused | None:
    if language is None:
        return None
    try:
        old, new = (parse(text, language, deadline=CHECK_DEADLINE) for text in (before, after))
    except Tangled:
        return Refused("it is too tangled to be checked")
    if new is None:
        return Refused("it is too large to be checked")
    if new.errors > (0 if old is None else old.errors):
        return Refused("it brings a syntax error")
    worse = strictly_worse(before, after, language)
    return None if worse is None else Refused(f"it brings a syntax error in line {worse[0] + 1}: {worse[1]}")
