"""APPEND: code goes to the end of the file, or becomes the file."""

from __future__ import annotations

from contexten.edits.fragments import dedented, source_of
from contexten.edits.imports import import_pieces, split_imports
from contexten.edits.indent import reindent
from contexten.edits.known import without_known
from contexten.edits.lines import strip_blank_lines
from contexten.edits.model import Refused
from contexten.edits.places.insert import blank_lines_around
from contexten.edits.refusals import elision
from contexten.edits.site import Piece, Pieces, Site
from contexten.text import Span

LABEL = "generated code"
NEW_FILE = "new file"


def place_append(site: Site, code: str) -> Pieces | Refused:
    """Put `code` behind everything else; what the file has already is not repeated."""
    refused = elision(code, site.document.text)
    if refused is not None:
        return refused
    if not site.document.data.strip():
        return _whole(site, code)
    statements, rest = split_imports(code, site.language)
    fresh = without_known(site, source_of(dedented(rest), site.language))
    if isinstance(fresh, Refused):
        return fresh
    text = strip_blank_lines(fresh)
    if not text:
        return import_pieces(site, statements) or Refused("the answer changes nothing")
    return (*import_pieces(site, statements), _at_end(site, text))


def _whole(site: Site, code: str) -> Pieces | Refused:
    text = strip_blank_lines(dedented(code))
    if not text:
        return Refused("the answer is empty")
    opening = site.language.opening
    text = text if site.language.code_mark.decode() in text else opening + text
    label = LABEL if site.request.exists else NEW_FILE
    return (Piece(Span(0, len(site.document.data)), text + "\n", label),)


def _at_end(site: Site, text: str) -> Piece:
    data = site.document.data
    end = len(data)
    body = data.rstrip()
    has_newline = data.endswith((b"\n", b"\r"))
    blank = max(0, site.document.line_of(end) - site.document.line_of(len(body)) - 1)
    wanted = max(1, blank_lines_around(text, "", site.language))
    new = reindent(text, "", site.unit, site.language)
    before = ("" if has_newline else "\n") + "\n" * max(0, wanted - blank)
    return Piece(Span(end, end), before + new + ("\n" if has_newline else ""), LABEL)
