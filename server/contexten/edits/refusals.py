"""What must never be inserted: elisions, stubs, invisible characters."""

from __future__ import annotations

import re

from contexten.edits.lines import split_lines
from contexten.edits.model import Refused

_COMMENT = re.compile(r"^\s*(?:\{/\*+|#+|//+|/\*+|\*|--|<!--|;+)\s*(.*?)\s*(?:\*/\}?|-->)?$")
_DOTS = re.compile(r"\.{3,}|…")
_HINT = re.compile(
    r"\b(?:existing|rest|remain\w*|unchanged|same|others?|previous|original|omitted|continue\w*|keep|more|code"
    r"|implementation|etc|snip|here)\b",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"\(?(?:(?:the )?(?:rest|remainder) of (?:the |your |this |its )?[\w ]{0,40}"
    r"|(?:the )?(?:existing|other|remaining|previous|original) (?:\w+ ){0,2}"
    r"(?:code|methods?|functions?|implementations?|logic|imports?|tests?|body|fields?|members?|lines?)"
    r"(?: (?:above|below|here|unchanged|stays?\b.*|remains?\b.*|goes? here|omitted.*|as (?:is|before)))?"
    r"|(?:rest |everything else )?(?:remains? |stays? |is |are )?(?:unchanged|the same)(?: as before| here)?"
    r"|(?:same )?as before|no changes?(?: here)?|(?:code |rest )?omitted(?: for brevity)?|snip(?:ped)?"
    r"|(?:add |put )?(?:your|the|actual) (?:code|implementation|logic) (?:goes )?here"
    r"|(?:code|implementation|logic) goes here)\)?[.:]?",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\U000e0000-\U000e007f]")
_FULL_ELLIPSIS = re.compile(r"^\s*(?:\.\.\.|…)\s*;?\s*$")


def elision(text: str, before: str) -> Refused | None:
    """Refused where `text` has a comment that stands for code left out and that `before` does not have."""
    known = {line.strip() for line in split_lines(before)}
    for line in split_lines(text):
        if line.strip() not in known and _is_elision(line):
            return Refused(
                "the answer leaves out code",
                f"The line {line.strip()!r} stands for code that was left out. Write the code in full.",
            )
    return None


def left_open(text: str) -> Refused | None:
    """Refused where a lone `...` stands between other statements, as a mark that something is missing."""
    lines = [line for line in split_lines(text) if line.strip()]
    for number, line in enumerate(lines):
        opened = number > 0 and lines[number - 1].split("#")[0].rstrip().endswith(":")
        if _FULL_ELLIPSIS.match(line) and len(lines) > 1 and not opened:
            return Refused("the answer leaves out code", "A lone `...` stands for code that was left out.")
    return None


def invisible(text: str, before: str) -> Refused | None:
    """Refused where `text` brings a bidirectional control, zero-width or tag character that `before` does not have."""
    for found in _INVISIBLE.findall(text):
        if found not in before:
            name = f"U+{ord(found):04X}"
            return Refused(
                f"the answer contains the invisible character {name}",
                f"Write {name} as an escape or leave it out.",
            )
    return None


def _is_elision(line: str) -> bool:
    comment = _COMMENT.match(line)
    if comment is None:
        return False
    said = comment.group(1)
    dots = _DOTS.search(said)
    if dots is None:
        return bool(_PHRASE.fullmatch(said))
    around = said[: dots.start()] + said[dots.end() :]
    at_border = dots.start() == 0 or dots.end() == len(said)
    return not around.strip(" .…()") or (at_border and bool(_HINT.search(around)))
