r"""Lines of an answer: they end at `\n`, `\r\n`, `\r` only, as in `text`; inside this room they end at `\n`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.text import Document

_LINE_END = re.compile(r"\r\n|\n|\r")


def split_lines(text: str) -> list[str]:
    """The lines without their ends; a text that ends in a line end has an empty last line."""
    return _LINE_END.split(text)


def unix(text: str) -> str:
    r"""`text` with every line end as `\n`."""
    return _LINE_END.sub("\n", text)


def with_newline(text: str, newline: str) -> str:
    r"""`text`, whose lines end at `\n`, with `newline` instead."""
    return text if newline == "\n" else text.replace("\n", newline)


def leading(line: str) -> str:
    """The white space (spaces and tabs) a line starts with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def is_blank(line: str) -> bool:
    """Whether a line shows nothing."""
    return not line.strip()


def strip_blank_lines(text: str) -> str:
    """`text` without blank lines at both ends and without the last line end."""
    lines = text.split("\n")
    first, last = 0, len(lines)
    while first < last and is_blank(lines[first]):
        first += 1
    while last > first and is_blank(lines[last - 1]):
        last -= 1
    return "\n".join(lines[first:last])


def line_start(document: Document, offset: int) -> int:
    """The offset of the first byte of the line that `offset` stands in."""
    return document.starts[document.line_of(offset)]


def line_end(document: Document, offset: int) -> int:
    """The offset of the line end of the line that `offset` stands in."""
    return document.line_span(document.line_of(offset)).end


def indent_at(document: Document, offset: int) -> str:
    """The white space that the line of `offset` starts with."""
    return leading(document.line_text(document.line_of(offset)))


def first_column(document: Document, offset: int) -> bool:
    """Whether only white space stands before `offset` on its line."""
    return not document.data[line_start(document, offset) : offset].strip(b" \t")
