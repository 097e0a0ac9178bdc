"""The texts of nodes: on one line, without marks, without braces, and what they promise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

_SPACE = re.compile(r"\s+")
_FOLDS = re.compile(rb"[\t-\r\x80-\xff]|  ")
_TODO = re.compile(
    rb"\b(?:to-?do|fixme|xxx|tbd)\b|\b(?:not|never)\s+(?:yet\s+)?implemented\b|\bunimplemented\b|\bnotimplemented"
    rb"|\bimplement (?:me|this|it|here)\b|\b(?:your|add) (?:code|implementation) here\b",
    re.IGNORECASE,
)


def text(node: ts.Node | None, data: bytes) -> str:
    """The text of `node`, empty for None; bytes that are no text become U+FFFD."""
    return "" if node is None else str(data[node.start_byte : node.end_byte], "utf-8", "replace")


def folded(data: bytes, limit: int | None = None) -> str:
    """`data` as one line with white space folded, of at most `limit` characters."""
    raw = data if limit is None else data[: limit * 4]
    line = str(raw, "utf-8", "replace")
    # Most are of printable ASCII, which is seen a few times faster than by the pattern.
    if not ((raw.isascii() and line.isprintable() and "  " not in line) or not _FOLDS.search(raw)):
        line = _SPACE.sub(" ", line)
    line = line.strip()
    return line if limit is None else line[:limit]


def line_of_text(node: ts.Node | None, data: bytes) -> str:
    """The text of `node` on one line, empty for None."""
    return "" if node is None else folded(data[node.start_byte : node.end_byte])


def promises_work(data: bytes) -> bool:
    """Whether a text says that something is still to be written."""
    return _TODO.search(data) is not None


MAX_REMARK = 200
"""Text of a minified file may go on for ever on one line: a remark is looked for in so many bytes of it."""


def inside_braces(node: ts.Node, data: bytes) -> Span:
    """The text of a block without its braces and the white space at them; all of it where it has none."""
    start, end = node.start_byte, node.end_byte
    if data[start : start + 1] != b"{":
        return Span(start, end)
    inner = start + 1
    if end > inner and data[end - 1 : end] == b"}":
        end -= 1
    return trimmed(data, inner, end)


def trimmed(data: bytes, start: int, end: int) -> Span:
    """The range without white space at both ends; empty at `start` where there is nothing else."""
    raw = data[start:end]
    left = len(raw) - len(raw.lstrip())
    if left == len(raw):
        return Span(start, start)
    return Span(start + left, start + len(raw.rstrip()))


def with_rest_of_line(data: bytes, body: Span) -> bytes:
    """The body and what stands behind it on its last line, as far as a remark may reach."""
    rest = data[body.end : body.end + MAX_REMARK].partition(b"\n")[0]
    return data[body.start : body.end] + rest


def base_name(written: str) -> str:
    """A type without its arguments: `a.B<C>` is `a.B`."""
    return _ARGUMENTS.split(written, maxsplit=1)[0].strip()


_ARGUMENTS = re.compile(r"[<\[(]")


def is_exception(bases: Sequence[str]) -> bool:
    """Whether one of the base names is that of an exception."""
    return any(base.endswith(("Error", "Exception", "Warning", "Exit", "Interrupt", "Throwable")) for base in bases)


def comment_text(raw: bytes) -> str:
    """The text of a doc comment, without its marks."""
    line = str(raw, "utf-8", "replace")
    if line.startswith("/*"):
        line = line.removeprefix("/**").removeprefix("/*").removeprefix("!").removesuffix("*/")
    lines = [_MARK.sub("", item, count=1).rstrip() for item in line.splitlines()]
    return "\n".join(lines).strip()


_MARK = re.compile(r"^\s*(?:///|//!|//|\*(?!/)|#)? ?")
