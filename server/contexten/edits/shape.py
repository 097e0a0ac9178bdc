"""The door: from a model's answer to a checked EditPlan, or to a reason why not.

Stages: read the format, find the code that is meant, fit it to its place, shorten to what differs, check.

**Invariant:** whatever the answer is, the result parses no worse than before and nothing outside the asked place
changes but imports and helpers that are marked for confirmation; otherwise it is Refused. Never an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from contexten.edits.choose import choose
from contexten.edits.diff import minimal
from contexten.edits.formats import Blocks, Code, Unreadable, Whole, read_answer
from contexten.edits.imports import import_pieces, split_imports
from contexten.edits.lines import unix, with_newline
from contexten.edits.model import Change, EditPlan, FileEdit, Refused, Request
from contexten.edits.places import place_code
from contexten.edits.plan import MAX_FILE_BYTES
from contexten.edits.rewritten import place_blocks, place_whole
from contexten.edits.site import Piece, Pieces, Site, site_of
from contexten.edits.stubs import still_unfinished
from contexten.edits.validate import validate
from contexten.syntax.parse import Tangled
from contexten.text import Patch, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def shape(request: Request, answer: str, *, imports: Sequence[str] = ()) -> EditPlan | Refused:
    """The edit that `answer` means at the place of `request`; `Refused.detail` is fit for one repair round.

    `imports` are statements the file is to have besides those that stand in the answer itself.
    """
    if len(answer) > MAX_FILE_BYTES:
        return Refused(f"the answer is longer than {MAX_FILE_BYTES // 1024} KB")
    try:
        return _shaped(request, answer, imports)
    except Tangled:
        return Refused("the answer is too tangled to be checked")


def _shaped(request: Request, answer: str, imports: Sequence[str]) -> EditPlan | Refused:
    site = site_of(request)
    if isinstance(site, Refused):
        return site
    pieces = _pieces(site, answer)
    if isinstance(pieces, Refused):
        return pieces
    changes = tuple(_changes(site, (*_further(site, imports, pieces), *pieces)))
    file = FileEdit(request.path, request.document, changes, create=not request.exists)
    refused = _overlap(changes) or validate(site, file) or still_unfinished(site, file)
    return refused or EditPlan((file,))


def _pieces(site: Site, answer: str) -> Pieces | Refused:
    reading = read_answer(answer, site.request)
    match reading:
        case None:
            return Refused("the answer holds no code", "Answer with code in one fenced block.")
        case Unreadable(reason, detail):
            return Refused(reason, detail)
        case Blocks():
            return place_blocks(site, reading)
        case Whole():
            return place_whole(site, reading.text)
        case Code():
            return place_code(site, choose(reading, site.request))
        case _:
            assert_never(reading)


def _further(site: Site, imports: Sequence[str], pieces: Pieces) -> Pieces:
    """The pieces for `imports` that the answer does not bring itself."""
    statements, _ = split_imports("\n".join(imports), site.language)
    if not site.document.data.strip():
        return ()
    given = "\n".join(piece.text for piece in pieces)
    return import_pieces(site, [statement for statement in statements if statement.text not in given])


def _changes(site: Site, pieces: Pieces) -> Iterable[Change]:
    """The pieces as the smallest patches, with the file's own line ends."""
    for piece in sorted(pieces, key=lambda piece: (piece.span.start, piece.span.end)):
        yield from _smallest(site, piece)


def _smallest(site: Site, piece: Piece) -> Iterable[Change]:
    before = site.document.data[piece.span.start : piece.span.end]
    text = encode(with_newline(unix(piece.text), site.document.newline))
    for patch in minimal(before, text):
        moved = Patch(patch.span.shifted(piece.span.start), patch.text)
        yield Change(moved, piece.label, not piece.asked)


def _overlap(changes: tuple[Change, ...]) -> Refused | None:
    position = 0
    for change in changes:
        if change.patch.span.start < position:
            return Refused("the answer changes the same place twice")
        position = change.patch.span.end
    return None
