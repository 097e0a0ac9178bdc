"""Answer formats: one parser each, tried in the order of the table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.edits.formats.answer import Block, Blocks, Code, Reading, Snippet, Unreadable, Whole
from contexten.edits.formats.bare import read_bare
from contexten.edits.formats.fenced import read_fenced
from contexten.edits.formats.reasoning import without_reasoning
from contexten.edits.formats.search_replace import read_search_replace
from contexten.edits.formats.unified_diff import read_unified_diff
from contexten.edits.formats.whole_file import read_whole_file
from contexten.edits.lines import unix

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.edits.model import Request


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write an answer; `read` gives None where the answer is not written so."""

    name: str
    read: Callable[[str, Request], Reading | None]


FORMATS: tuple[Format, ...] = (
    Format("search/replace", lambda answer, _request: read_search_replace(answer)),
    Format("unified diff", lambda answer, request: read_unified_diff(answer, request.path)),
    Format("whole file", read_whole_file),
    Format("fenced code", read_fenced),
    Format("bare code", read_bare),
)

_TARGET_TAG = re.compile(r"</?target>")
"""What the prompt marks the place with; some models repeat it."""


def read_answer(answer: str, request: Request) -> Reading | None:
    """What the first format of the table that fits makes of `answer`; None where there is nothing to read."""
    text = without_reasoning(unix(answer).replace("\0", ""))
    if "target>" not in request.document.text:
        text = _TARGET_TAG.sub("", text)
    for item in FORMATS:
        reading = item.read(text, request)
        if reading is not None:
            return reading
    return None


__all__ = [
    "FORMATS",
    "Block",
    "Blocks",
    "Code",
    "Format",
    "Reading",
    "Snippet",
    "Unreadable",
    "Whole",
    "read_answer",
]
