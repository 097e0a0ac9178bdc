"""Code without a fence, with or without prose before and behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.edits.formats.answer import Code, Reading, Snippet
from contexten.edits.fragments import is_whole
from contexten.edits.lines import strip_blank_lines
from contexten.edits.model import Place, Request

if TYPE_CHECKING:
    from contexten.syntax.language import Language

_PROSE = re.compile(r"^(?:[-*>#]+ |\d+\. )?[A-Z`*][\w'’`\",*()./-]*(?: [\w'’`\",*()./&:;–—-]+)*[.:!?]?$")
_BULLET = re.compile(r"^(?:[-*•]|\d+[.)]) [A-Za-z][\w\s,.'’:;!?()`-]*$")
_CODE_SIGNS = re.compile(r"[={}\[\]<>;]|\w\(|^\s+|^@|^(?:return|import|from|raise|pass|if|for|while|def|class)\b")
_WORDS = re.compile(r"[\w\s.,!?'’`-]*")
_STATEMENT = re.compile(
    r"(?:return|pass|break|continue|raise|yield|import|from|del|global|await|assert|def|defp|class|module|function|local"
    r"|echo|puts)\b"
)
_PARAGRAPH_END = re.compile(r"(\n[ \t]*\n)")
_MOST_TRIES = 24
_MOST_BORDERS = 24
"""How many paragraphs at either end may be prose."""


def read_bare(answer: str, request: Request) -> Reading | None:
    """The longest run of paragraphs that is whole code; the whole answer where there is no such run."""
    text = strip_blank_lines(answer)
    if not text:
        return None
    if request.place is Place.DOC:
        return Code((Snippet(text),))
    text = _without_prose(text)
    if _is_remark(text) and request.place is not Place.REPLACE:
        return None
    if not text or is_whole(text, request.language):
        return Code((Snippet(text),)) if text else None
    return Code((Snippet(_longest_whole(text, request.language) or text),))


def looks_like_prose(line: str) -> bool:
    """Whether a line reads as a sentence or a heading and not as code."""
    if _BULLET.match(line):
        return True
    return bool(_PROSE.match(line)) and " " in line.strip() and not _CODE_SIGNS.search(line)


def _is_remark(text: str) -> bool:
    """Whether the whole answer is words, which some grammars take for expressions."""
    return bool(_WORDS.fullmatch(text)) and not _STATEMENT.match(text)


def _without_prose(text: str) -> str:
    lines = text.split("\n")
    while lines and (not lines[0].strip() or looks_like_prose(lines[0])):
        lines.pop(0)
    while lines and (not lines[-1].strip() or looks_like_prose(lines[-1])):
        lines.pop()
    return "\n".join(lines)


def _longest_whole(text: str, language: Language) -> str:
    """The longest run of paragraphs that is whole code, within a bounded number of tries."""
    paragraphs = _PARAGRAPH_END.split(text)
    count = len(paragraphs) // 2 + 1
    runs = [
        "".join(paragraphs[2 * first : 2 * last - 1])
        for first in range(min(count, _MOST_BORDERS))
        for last in range(max(first + 1, count - _MOST_BORDERS), count + 1)
    ]
    for run in sorted(runs, key=len, reverse=True)[:_MOST_TRIES]:
        if is_whole(run, language) and not _is_remark(run) and not all(map(looks_like_prose, run.split("\n"))):
            return run
    return ""
