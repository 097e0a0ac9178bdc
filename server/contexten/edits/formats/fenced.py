"""Fenced code, with prose around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.edits.formats.answer import Code, Reading, Unreadable
from contexten.edits.formats.fences import Fence, fences
from contexten.edits.fragments import is_whole
from contexten.edits.model import Place
from contexten.syntax.parse import fragment
from contexten.syntax.strings import string_spans

if TYPE_CHECKING:
    from contexten.edits.model import Request
    from contexten.syntax.language import Language

_DATA = frozenset(
    {"json", "bash", "sh", "shell", "zsh", "console", "yaml", "yml", "toml", "ini", "html", "css", "sql", "xml"}
)
"""Fences that hold data, commands or markup, which some grammars take for code."""
_OPENING = re.compile(r"`{3}|~{3}")


def read_fenced(answer: str, request: Request) -> Reading | None:
    """Every fenced piece that is not blank; None where there is none."""

    def whole(text: str) -> bool:
        return is_whole(text, request.language)

    found = fences(answer, whole)
    snippets = tuple(fence.snippet for fence in found if fence.snippet.text.strip())
    if not snippets or _all_in_strings(answer, found, request.language):
        return None
    if request.place is not Place.DOC and all(
        snippet.fence in _DATA - {*request.language.fences} for snippet in snippets
    ):
        title = request.language.title
        return Unreadable(f"the answer is {snippets[0].fence} and not {title}", f"Answer in {title}.")
    return Code(snippets)


def _all_in_strings(answer: str, found: tuple[Fence, ...], language: Language) -> bool:
    """Whether the answer is bare code and the back-ticks stand in its strings, as in a docstring with an example."""
    if _OPENING.match(answer.lstrip()):
        return False
    parsed = fragment(answer, language)
    if parsed.errors:
        return False
    starts = [parsed.document.starts[fence.first] for fence in found]
    strings = string_spans(parsed)
    return all(any(span.start < start < span.end for span in strings) for start in starts)
