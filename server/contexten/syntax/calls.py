"""The call around a place: what a function that does not exist yet must look like to be called so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.syntax.nodes import path_to, span_of
from contexten.syntax.reader import Reader, line_of_text, text
from contexten.text import Span

if TYPE_CHECKING:
    import tree_sitter as ts

    from contexten.syntax.parse import Parsed


@dataclass(frozen=True, slots=True)
class CallSite:
    """One call as it is written."""

    name: str
    receiver: str
    """What stands before the dot, empty for a plain call."""
    arguments: tuple[tuple[str, str], ...]
    """Keyword (empty for a positional one) and text of each argument."""
    span: Span
    awaited: bool = False
    assigned_to: str = ""
    """What its result is assigned to, as written."""
    returned: bool = False
    """Whether its result is what the enclosing function returns."""


def call_at(parsed: Parsed, offset: int) -> CallSite | None:
    """The innermost call around byte `offset`, or that ends there; None where there is none."""
    reader = parsed.grammar.reader
    for place in (offset, offset - 1):
        path = path_to(parsed.tree, Span(place, place)) if place >= 0 else []
        for index in range(len(path) - 1, 0, -1):
            if path[index].type in reader.call_types:
                return _site(path, index, parsed.data, reader)
    return None


def _site(path: list[ts.Node], index: int, data: bytes, reader: Reader) -> CallSite | None:
    node = path[index]
    name, receiver, arguments = reader.call(node)
    if name is None:
        return None
    above = path[:index]
    value = node
    awaited = False
    while above and above[-1].type in reader.transparent_types:
        awaited = awaited or above[-1].type in reader.await_types
        value = above.pop()
    awaited = awaited or reader.is_awaited(value, data)
    parent = above[-1] if above else None
    return CallSite(
        name=text(name, data),
        receiver=line_of_text(receiver, data),
        arguments=reader.arguments(arguments, data),
        span=span_of(node),
        awaited=awaited,
        assigned_to="" if parent is None else _assigned(parent, above, value, data),
        returned=parent is not None and reader.returns_value(parent, above, value),
    )


_SIDES = (("left", "right"), ("name", "value"), ("pattern", "value"))


def _assigned(parent: ts.Node, above: list[ts.Node], value: ts.Node, data: bytes) -> str:
    if parent.type == "expression_list" and parent.named_child_count == 1 and len(above) > 1:
        value, parent = parent, above[-2]
    for target, source in _SIDES:
        found, name = parent.child_by_field_name(source), parent.child_by_field_name(target)
        if found is not None and name is not None and found.id == value.id:
            return line_of_text(name, data)
    return ""
