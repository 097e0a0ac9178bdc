"""What stands in the calls that Elixir's grammar has for everything: words, heads, keywords, module names."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, Parameter
from contexten.syntax.nodes import child_of_type, first_named
from contexten.syntax.reader import line_of_text, text

if TYPE_CHECKING:
    import tree_sitter as ts

_MODULE_DOC = re.compile(r"(?:~[sS])?(?:\"\"\"(.*)\"\"\"|\"(.*)\")", re.DOTALL)


def word_of(call: ts.Node, data: bytes | None) -> bytes | None:
    """The called word; empty where there is no text to look into."""
    target = call.child_by_field_name("target")
    if target is None or target.type != "identifier":
        return None
    return b"" if data is None else data[target.start_byte : target.end_byte]


def first_argument(call: ts.Node) -> ts.Node | None:
    """The first argument, None where there is none."""
    return first_named(child_of_type(call, "arguments"))


def has_head(attribute: ts.Node) -> bool:
    """Whether what an attribute holds is `head :: type`."""
    first = first_argument(attribute)
    return first is not None and first.type == "binary_operator"


def head_of(node: ts.Node | None) -> ts.Node | None:
    """What is left of `when` and `::`."""
    while node is not None and node.type == "binary_operator":
        operator = node.child_by_field_name("operator")
        if operator is None or operator.type not in {"when", "::"}:
            return node
        node = node.child_by_field_name("left")
    return node


def head_name(node: ts.Node | None) -> ts.Node | None:
    """The name in the head of a definition; of an operator its sign."""
    node = head_of(node)
    if node is None or node.type in {"identifier", "alias"}:
        return node
    if node.type in {"binary_operator", "unary_operator"}:
        return node.child_by_field_name("operator")
    target = node.child_by_field_name("target") if node.type == "call" else None
    return target if target is not None and target.type == "identifier" else None


def bare_name(read: Definition | None) -> Definition | None:
    """Of `defmodule A.B` the last name, which is what it is called by where it is aliased."""
    if read is None or "." not in read.name:
        return read
    prefix, _dot, name = read.name.rpartition(".")
    return msgspec.structs.replace(read, name=name, name_start=read.name_start + len(prefix.encode()) + 1)


def keyword_value(call: ts.Node, key: bytes, data: bytes) -> ts.Node | None:
    """The value of a keyword among the arguments."""
    given = child_of_type(call, "arguments")
    listed = None if given is None else child_of_type(given, "keywords")
    for pair in [] if listed is None else listed.named_children:
        name = pair.child_by_field_name("key")
        if name is not None and data[name.start_byte : name.end_byte].rstrip().rstrip(b":") == key:
            return pair.child_by_field_name("value")
    return None


def short_body(call: ts.Node, data: bytes) -> ts.Node | None:
    """The expression behind `do:`."""
    return keyword_value(call, b"do", data)


def parameter_of(node: ts.Node, data: bytes, declared: str) -> Parameter:
    """A parameter; `declared` is its type by the specification."""
    operator = node.child_by_field_name("operator") if node.type == "binary_operator" else None
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if operator is not None and operator.type == "\\\\":
        return Parameter(line_of_text(left, data), declared, line_of_text(right, data))
    if operator is not None and operator.type == "=":
        name, pattern = (right, left) if right is not None and right.type == "identifier" else (left, right)
        if name is not None and name.type == "identifier":
            return Parameter(text(name, data), declared or line_of_text(pattern, data))
    return Parameter(line_of_text(node, data), declared)


def types_in(listed: str) -> tuple[str, ...]:
    """The types of a list, at commas outside of brackets, without names."""
    found: list[str] = []
    depth, part = 0, ""
    for character in listed:
        depth += (character in "([{<") - (character in ")]}>")
        if character == "," and depth <= 0:
            found.append(part)
            part = ""
        else:
            part += character
    found = [item.strip() for item in (*found, part) if item.strip()]
    return tuple(re.sub(r"^\w+\s*::\s*", "", item) for item in found)


def aliases_in(node: ts.Node, data: bytes) -> list[str]:
    """The whole names in `A.B` or `A.{B, C}`."""
    if node.type == "alias":
        return [text(node, data)]
    right = node.child_by_field_name("right") if node.type == "dot" else None
    if right is None or right.type != "tuple":
        return []
    before = text(node.child_by_field_name("left"), data)
    return [f"{before}.{text(item, data)}" for item in right.named_children if item.type == "alias"]


def is_moduledoc(node: ts.Node, data: bytes) -> bool:
    """Whether it is `@moduledoc`."""
    call = node.child_by_field_name("operand") if node.type == "unary_operator" else None
    return call is not None and call.type == "call" and word_of(call, data) == b"moduledoc"


def moduledoc(block: ts.Node, data: bytes) -> str:
    """The text of `@moduledoc` among the first statements of a block."""
    for child in block.named_children[:10]:
        if is_moduledoc(child, data):
            call = child.child_by_field_name("operand")
            found = None if call is None else _MODULE_DOC.fullmatch(text(first_argument(call), data))
            return "" if found is None else inspect.cleandoc(found.group(1) or found.group(2) or "")
    return ""
