"""The block of a function or a class of Python: where it starts, its docstring, statements that are none."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from contexten.syntax.reader import MAX_STUB, text

if TYPE_CHECKING:
    import tree_sitter as ts

_INDENTED_COMMENT = re.compile(rb"(?:[ \t]*\r?\n|[ \t]+#[^\n]*(?:\n|$))*")
_QUOTES = re.compile(r"^[A-Za-z]{0,2}('''|\"\"\"|'|\")")
_STRINGS = frozenset({"string", "concatenated_string"})
_STUBS = frozenset(
    {
        "pass_statement",
        "expression_statement",
        "return_statement",
        "raise_statement",
        "assert_statement",
        "comment",
        "ERROR",
    }
)
"""What the last two nodes of a stub can be."""


def block_span(node: ts.Node, block: ts.Node, data: bytes, colon: int) -> tuple[int, int]:
    """From behind the colon, with comments before the first statement; also a body of comments only."""
    start, end = block.start_byte, block.end_byte
    if end > start:
        return _first_of_body(data, colon, start), end
    comments = _INDENTED_COMMENT.match(data, _line_end(data, colon))
    if comments is None:
        return colon, colon
    return _deeper_comments(data, comments.start(), comments.end(), _column(data, node.start_byte), colon)


def may_be_stub(block: ts.Node) -> bool:
    """Whether a closer look at the statements of a function can find that they do nothing."""
    count = block.named_child_count
    if not 1 < count <= MAX_STUB:
        return count < 2
    last = block.named_child(count - 1)
    kinds = (last.type, block.named_child(count - 2).type)
    if not _STUBS.issuperset(kinds):
        return False
    # With a docstring and two statements behind it, all of them must do nothing.
    return count == 2 or is_nothing(last) or "comment" in kinds or block.named_child(0).type == "comment"


def docstring(block: ts.Node, data: bytes) -> str:
    """The docstring of a block, dedented and without quotes; empty where it has none."""
    for index in range(min(block.named_child_count, MAX_STUB)):
        child = block.named_child(index)
        kind = child.type
        if kind != "comment":
            is_string = kind == "expression_statement" and is_string_statement(child)
            return _unquoted(text(child, data)) if is_string else ""
    return ""


def after_docstring(statements: list[ts.Node]) -> list[ts.Node]:
    """The statements behind the docstring."""
    return statements[1:] if statements and is_string_statement(statements[0]) else statements


def is_string_statement(node: ts.Node) -> bool:
    """Whether it is a string by itself."""
    if node.type != "expression_statement" or node.named_child_count != 1:
        return False
    return node.named_child(0).type in _STRINGS


def is_nothing(node: ts.Node) -> bool:
    """Whether it is `pass` or `...`."""
    if node.type == "pass_statement":
        return True
    if node.type != "expression_statement" or node.named_child_count != 1:
        return False
    return node.named_child(0).type == "ellipsis"


def colon_end(node: ts.Node, body: ts.Node) -> int:
    """The end of the colon before the block."""
    before = node.child(node.child_count - 2) if node.child_count > 1 else None
    if before is not None and before.type == ":":
        return before.end_byte
    end = body.start_byte
    for child in node.children:
        if child.type == ":":
            end = child.end_byte
    return end


def _unquoted(literal: str) -> str:
    opening = _QUOTES.match(literal)
    if opening is None:
        return ""
    content = literal[opening.end() :].removesuffix(opening.group(1))
    if "\n" not in content and "\r" not in content:
        return content.expandtabs().lstrip()
    return inspect.cleandoc(content.replace("\r\n", "\n").replace("\r", "\n"))


def _first_of_body(data: bytes, colon: int, first: int) -> int:
    """Where the body starts: at its first statement or at a comment before it, on a line of its own."""
    line_end = data.find(b"\n", colon, first) + 1
    if not line_end:
        return first
    between = data[line_end:first]
    return first if between.isspace() else line_end + len(between) - len(between.lstrip())


def _deeper_comments(data: bytes, start: int, end: int, column: int, otherwise: int) -> tuple[int, int]:
    """The comment lines from `start` that are indented deeper than `column`; empty where there are none."""
    first = last = -1
    for line in data[start:end].splitlines(keepends=True):
        content = line.strip()
        if content:
            indent = len(line) - len(line.lstrip())
            if indent <= column:
                break
            first = start + indent if first < 0 else first
            last = start + indent + len(content)
        start += len(line)
    return (first, last) if first >= 0 else (otherwise, otherwise)


def _line_end(data: bytes, offset: int) -> int:
    end = data.find(b"\n", offset)
    return len(data) if end < 0 else end + 1


def _column(data: bytes, offset: int) -> int:
    return offset - (data.rfind(b"\n", 0, offset) + 1)
