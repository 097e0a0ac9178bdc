"""Fenced code, with prose around it."""

from __future__ import annotations

from contexten.edits.formats.answer import Code, Reading
from contexten.edits.formats.fences import fences
from contexten.edits.fragments import is_whole
from contexten.edits.model import Request


def read_fenced(answer: str, request: Request) -> Reading | None:
    """Every fenced piece that is not blank; None where there is none."""

    def whole(text: str) -> bool:
        return is_whole(text, request.language)

    snippets = tuple(fence.snippet for fence in fences(answer, whole) if fence.snippet.text.strip())
    return Code(snippets) if snippets else None
