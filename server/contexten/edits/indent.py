"""Brings code to the indentation of the place it goes to.

Every level of the answer becomes one level of the file; what is left over (aligned continuation lines) stays spaces.
Inner lines of string literals keep their text, except in a docstring, which moves with its definition.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.edits.fragments import dedented
from contexten.edits.lines import is_blank, leading, split_lines
from contexten.syntax.parse import fragment
from contexten.syntax.strings import string_spans

if TYPE_CHECKING:
    from contexten.syntax.language import Language
    from contexten.text import Document

_TAB = 4
_OPENERS = (":", "{", "(", "[", "=>", "->", " do", " then")
_SAMPLE_LINES = 4_000


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    width: int
    """Columns of leading white space; -1: keep the line as it is."""
    loose: bool = False
    """Whether it says nothing of the code's own indentation: blank, or inside a docstring."""


def unit_of(document: Document, language: Language) -> str:
    """One level of indentation as this file writes it; the language's custom where it shows none."""
    return _unit(split_lines(document.text)[:_SAMPLE_LINES], language) or language.indent


def reindent(code: str, target: str, unit: str, language: Language) -> str:
    """`code` with its outermost lines at `target` and each level deeper by `unit`; blank lines become empty."""
    code = dedented(code)
    lines = _measured(code, language)
    own = _unit([line.text for line in lines if not line.loose and line.width >= 0], language)
    step = len(own.expandtabs(_TAB)) if own else len(unit.expandtabs(_TAB))
    base = min((line.width for line in lines if not line.loose and line.width >= 0), default=0)
    return "\n".join(_moved(line, base, step, target, unit) for line in lines)


def _moved(line: _Line, base: int, step: int, target: str, unit: str) -> str:
    if line.width < 0:
        return line.text
    if is_blank(line.text):
        return ""
    levels, rest = divmod(max(line.width - base, 0), step)
    if unit != "\t":
        rest = rest if len(unit) >= step else rest * len(unit) // step
    return target + unit * levels + " " * rest + line.text.lstrip(" \t")


def _measured(code: str, language: Language) -> list[_Line]:
    frozen, loose = _string_lines(code, language)
    return [
        _Line(
            line,
            -1 if number in frozen else len(leading(line).expandtabs(_TAB)),
            number in loose or is_blank(line),
        )
        for number, line in enumerate(code.split("\n"))
    ]


def _string_lines(code: str, language: Language) -> tuple[set[int], set[int]]:
    """The lines that start inside a string literal, and those that start inside a docstring."""
    parsed = fragment(code, language)
    document = parsed.document
    frozen: set[int] = set()
    loose: set[int] = set()
    for span in string_spans(parsed):
        first, last = document.line_of(span.start), document.line_of(span.end)
        if last > first:
            docstring = language.docstring and is_docstring_line(document, first, span.start)
            (loose if docstring else frozen).update(range(first + 1, last + 1))
    return frozen, loose


def is_docstring_line(document: Document, line: int, offset: int) -> bool:
    """Whether the string at `offset` starts its line and directly follows a header or nothing at all."""
    if document.data[document.starts[line] : offset].strip():
        return False
    before = (document.line_text(number) for number in range(line - 1, -1, -1))
    previous = next((text for text in before if text.strip() and not text.strip().startswith("#")), ":")
    return previous.split("#")[0].rstrip().endswith(":")


def _unit(lines: list[str], language: Language) -> str:
    """The commonest step from a line that opens a block (any line, where words close blocks) to the next one."""
    steps: Counter[str] = Counter()
    previous: str | None = None
    for line in lines:
        if is_blank(line):
            continue
        if previous is not None and (language.worded is not None or previous.rstrip().endswith(_OPENERS)):
            outer, inner = leading(previous), leading(line)
            if inner.startswith(outer) and 0 < len(inner) - len(outer) <= 8:
                steps[inner[len(outer) :]] += 1
        previous = line
    return steps.most_common(1)[0][0] if steps else ""
