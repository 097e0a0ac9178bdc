"""Where string literals stand: their inner lines must not be indented anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.text import Span

if TYPE_CHECKING:
    import tree_sitter as ts

    from contexten.syntax.parse import Parsed

_STRINGS = frozenset(
    {
        "string",
        "template_string",
        "string_literal",
        "raw_string_literal",
        "interpreted_string_literal",
        "text_block",
        "verbatim_string_literal",
        "interpolated_string_expression",
        "encapsed_string",
        "raw_string",
        "ansi_c_string",
        "charlist",
        "sigil",
        "heredoc",
        "nowdoc",
        "heredoc_body",
        "heredoc_redirect",
        "multiline_string_literal",
        "line_string_literal",
        "multi_line_string_literal",
        "quoted_string",
    }
)


def string_spans(parsed: Parsed, span: Span | None = None) -> tuple[Span, ...]:
    """Every string literal with its quotes and prefix, outermost only, in order; within `span` where it is given."""
    found: list[Span] = []
    todo: list[ts.Node] = [parsed.tree.root_node]
    while todo:
        node = todo.pop()
        here = Span(node.start_byte, node.end_byte)
        if span is not None and not here.touches(span):
            continue
        if node.type in _STRINGS:
            found.append(here)
        else:
            todo.extend(reversed(node.children))
    return tuple(found)
