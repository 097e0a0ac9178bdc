"""Look-ups at one place of a tree, quick enough for the typing path.

**Invariant:** each look-up asks only for what touches its span; none reads the whole tree.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import msgspec
import tree_sitter as ts

from contexten.syntax.calls import CallSite, call_at
from contexten.syntax.captures import Captures, capture_in
from contexten.syntax.definitions import (
    DEFINITION_CAPTURES,
    Leads,
    implied_fields,
    read_definitions,
    wrappers_of,
)
from contexten.syntax.nodes import path_to, span_of
from contexten.syntax.parse import MAX_DEPTH
from contexten.syntax.reader import trimmed
from contexten.syntax.references import read_references
from contexten.text import Span

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition, Import, Reference
    from contexten.syntax.parse import Parsed

__all__ = [
    "CallSite",
    "bound_names",
    "call_at",
    "comment_at",
    "definitions_at",
    "error_spans",
    "identifiers",
    "imports_of",
    "references_in",
    "statements_covering",
]

_WINDOW = 4096
"""How many bytes before a definition are first searched for the comments that belong to it."""
_MAX_COMMENT_LINES = 60


def definitions_at(parsed: Parsed, span: Span) -> tuple[Definition, ...]:
    """The definitions that enclose `span`, outermost first, as `extract_facts` reads them.

    `parent` is an index into the result. A field that a method assigns does not enclose its own assignment. Where
    blocks are made by indentation, an empty line behind a block belongs to it as far as the line is indented.
    """
    found = _enclosing(parsed, span)
    if not parsed.language.by_indentation or span.end > span.start:
        return found
    indented = _by_indentation(parsed, span.start)
    return indented if len(indented) > len(found) else found


def comment_at(parsed: Parsed, offset: int) -> Span | None:
    """The comment at byte `offset` or ending there, with its neighbouring line comments; None elsewhere."""
    comments = _comments(parsed, Span(max(offset - 1, 0), offset + 1))
    here = [item for item in comments if item.start <= offset <= item.end]
    if not here:
        return None
    comment = here[-1]
    if not _stands_alone(parsed, comment):
        return comment
    return _with_neighbours(parsed, comment)


def statements_covering(parsed: Parsed, span: Span) -> Span:
    """`span` widened to whole statements or members of one block; white space alone stays as it is."""
    data, reader = parsed.data, parsed.grammar.reader
    wanted = trimmed(data, span.start, span.end) if span.end > span.start else span
    path = path_to(parsed.tree, wanted)
    for node in reversed(path):
        if node.type not in reader.containers:
            continue
        inside = [item for item in node.named_children if _meets(item, wanted)]
        if inside:
            return Span(inside[0].start_byte, _with_semicolon(data, inside[-1].end_byte))
        if wanted.start == wanted.end:
            return span
    return span


def identifiers(parsed: Parsed, span: Span) -> tuple[tuple[str, int], ...]:
    """Every identifier token that starts inside `span` and its start; none from comments or strings."""
    data = parsed.data
    nodes = _ranged(parsed, parsed.grammar.identifiers, span).get("identifier", [])
    inside = sorted((node.start_byte, node.end_byte) for node in nodes if node.start_byte in span)
    return tuple((str(data[start:end], "utf-8", "replace"), start) for start, end in inside)


def references_in(parsed: Parsed, span: Span) -> tuple[Reference, ...]:
    """The references that start inside `span`, in order; their `scope` is -1."""
    captures = capture_in(parsed, span)
    reader = parsed.grammar.reader
    captures["label"] = [*captures.get("label", ()), *_defined_names(parsed, captures)]
    found = read_references(captures, parsed.data, reader, ())
    return tuple(item for item in found if item.start in span)


def imports_of(parsed: Parsed) -> tuple[tuple[Import, ...], int]:
    """The imports at the top level, and where a further one goes (as `FileFacts.import_end`)."""
    reader, root = parsed.grammar.reader, parsed.tree.root_node
    nodes = [node for node in reader.top_level(root) if node.type in reader.import_types]
    found = [item for node in nodes for item in reader.imports(node, parsed.data)]
    return tuple(found), reader.import_end(root, parsed.data)


def error_spans(parsed: Parsed, span: Span | None = None) -> tuple[Span, ...]:
    """The ERROR and MISSING nodes that touch `span` (None: all), in order; a missing token is empty."""
    if not parsed.tree.root_node.has_error:
        return ()
    whole = Span(0, len(parsed.data) + 1) if span is None else Span(max(span.start - 1, 0), span.end + 1)
    nodes = _ranged(parsed, parsed.grammar.errors, whole).get("error", [])
    found = {span_of(node) for node in nodes}
    return tuple(sorted(item for item in found if span is None or item.touches(span)))


def bound_names(parsed: Parsed, span: Span) -> frozenset[str]:
    """The names bound inside `span`: parameters, locals, loop variables, definitions, imports."""
    captures = capture_in(parsed, span)
    data, reader = parsed.data, parsed.grammar.reader
    nodes = [*captures.get("bound", ()), *_defined_names(parsed, captures)]
    names = {
        str(data[node.start_byte : node.end_byte], "utf-8", "replace") for node in nodes if node.start_byte in span
    }
    imports = [node for name in ("import", "require") for node in captures.get(name, ()) if node.start_byte in span]
    names.update(item.local_name for node in imports for item in reader.imports(node, data))
    return frozenset(names - {""})


def _enclosing(parsed: Parsed, span: Span) -> tuple[Definition, ...]:
    reach = _reach(parsed, span)
    captures = capture_in(parsed, reach)
    while (wider := _to_wrapped(parsed, captures, reach)) != reach:
        reach, captures = wider, capture_in(parsed, wider)
    captures = _around(captures, span, reach)
    leads = _leads_before(parsed, captures)
    found = read_definitions(captures, parsed.data, parsed.grammar.reader, leads=leads)
    implied = implied_fields(found)
    kept = [index for index, item in enumerate(found) if index not in implied and item.span.covers(span)]
    place = {old: new for new, old in enumerate(kept)}
    return tuple(msgspec.structs.replace(found[old], parent=place.get(found[old].parent, -1)) for old in kept)


def _by_indentation(parsed: Parsed, offset: int) -> tuple[Definition, ...]:
    """For a place on a line of white space: the definitions before it that are indented less than the place."""
    document, data = parsed.document, parsed.data
    line = document.line_span(document.line_of(offset))
    column = offset - line.start
    if not column or data[line.start : line.end].strip():
        return ()
    before = len(data[max(offset - _WINDOW, 0) : offset].rstrip())
    code = offset - min(offset, _WINDOW) + before
    found = _enclosing(parsed, Span(code, code))
    blocks = [item for item in found if item.body is not None]
    return tuple(item for item in blocks if item.header_start - _line_start(data, item.header_start) < column)


def _line_start(data: bytes, offset: int) -> int:
    return data.rfind(b"\n", 0, offset) + 1


def _defined_names(parsed: Parsed, captures: Captures) -> list[ts.Node]:
    reader = parsed.grammar.reader
    nodes = (node for capture in DEFINITION_CAPTURES for node in captures.get(capture, ()))
    found = [reader.name(node) for node in nodes if reader.may_define(node, parsed.data)]
    return [node for node in found if node is not None]


def _reach(parsed: Parsed, span: Span) -> Span:
    """`span` and what must be read to see the definition that a comment or attribute there belongs to."""
    start, end = max(span.start - 1, 0), max(span.end, span.start + 1)
    if parsed.language.by_indentation:
        start = min(start, _code_line_before(parsed, span.start))
    before = _code_end(parsed.data, span.start)
    if parsed.grammar.reader.grouped:
        start, end = min(start, max(before - 1, 0)), max(end, _next_code(parsed.data, span.end) + 1)
    found = _ranged(parsed, parsed.grammar.leads, Span(max(before - 1, 0), span.start + _WINDOW))
    nodes = sorted((node for nodes in found.values() for node in nodes), key=_start_of)
    if nodes and nodes[0].start_byte <= span.start:
        for node in nodes:
            if node.start_byte < end:
                end = max(end, _next_code(parsed.data, node.end_byte) + 1)
    return Span(start, end)


def _to_wrapped(parsed: Parsed, captures: Captures, reach: Span) -> Span:
    """`reach` with a byte of the definition inside each wrapper, for a place on its decorators."""
    start, end = reach.start, reach.end
    for wrapper in captures.get("wrapper", ()):
        inner = parsed.grammar.reader.inner(wrapper)
        if len(inner) == 1:
            start = min(start, max(inner[0].end_byte - 1, inner[0].start_byte))
            end = max(end, inner[0].start_byte + 1)
    return Span(start, end)


def _around(captures: Captures, span: Span, reach: Span) -> Captures:
    """`captures` without definitions that end before `span`, except where a comment carries one on."""
    kept = dict(captures)
    for capture in DEFINITION_CAPTURES:
        nodes = captures.get(capture)
        if nodes:
            kept[capture] = [node for node in nodes if node.end_byte >= span.end or node.start_byte <= reach.start]
    return kept


def _leads_before(parsed: Parsed, captures: Captures) -> Leads:
    """The comments and attributes before each captured definition."""
    reader, data = parsed.grammar.reader, parsed.data
    outer = wrappers_of(captures, reader)
    found: dict[int, ts.Node] = {}
    attributes: dict[int, ts.Node] = {}
    for capture in DEFINITION_CAPTURES:
        for node in captures.get(capture, ()):
            start = outer.get(node.id, node).start_byte
            if _line_before_is_empty(data, start):
                continue
            leads = _leads_in(parsed, start)
            found.update({item.id: item for item in leads.get("comment", ())})
            attributes.update({item.id: item for item in leads.get("attribute", ())})
    return Leads.of({"comment": list(found.values()), "attribute": list(attributes.values())}, reader, data)


def _leads_in(parsed: Parsed, end: int) -> Captures:
    """Comments and attributes before `end`, as far back as they follow each other without an empty line."""
    size = _WINDOW
    while True:
        start = max(end - size, 0)
        found = _ranged(parsed, parsed.grammar.leads, Span(start, end))
        gap = parsed.data.rfind(b"\n\n", start, end)
        if start == 0 or gap >= 0 or size >= 16 * _WINDOW:
            return found
        size *= 4


def _line_before_is_empty(data: bytes, start: int) -> bool:
    line = data.rfind(b"\n", 0, start) + 1
    if data[line:start].strip():
        return False
    before = data.rfind(b"\n", 0, max(line - 1, 0)) + 1
    return not data[before:line].strip()


def _comments(parsed: Parsed, span: Span) -> list[Span]:
    """The comments that touch `span`, without the line end that some grammars count to them."""
    found = _ranged(parsed, parsed.grammar.leads, span).get("comment", [])
    data = parsed.data
    return sorted({trimmed(data, node.start_byte, node.end_byte) for node in found})


def _with_neighbours(parsed: Parsed, comment: Span) -> Span:
    """`comment` with the line comments directly above and below it at the same indentation."""
    if not _is_line_comment(parsed, comment):
        return comment
    size = _WINDOW
    while True:
        window = Span(max(comment.start - size, 0), min(comment.end + size, len(parsed.data)))
        block = _block(parsed, comment, _comments(parsed, window))
        inside = block.start > window.start + 1 and block.end < window.end - 1
        if inside or (window.start == 0 and window.end == len(parsed.data)):
            return block
        size *= 4


def _block(parsed: Parsed, comment: Span, comments: list[Span]) -> Span:
    lines = [item for item in comments if _stands_alone(parsed, item) and _is_line_comment(parsed, item)]
    first = last = bisect_left(lines, comment)
    while first > 0 and _adjacent(parsed, lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines) and _adjacent(parsed, lines[last], lines[last + 1]):
        last += 1
    return Span(lines[first].start, lines[last].end)


def _adjacent(parsed: Parsed, above: Span, below: Span) -> bool:
    document = parsed.document
    first, second = document.line_of(above.start), document.line_of(below.start)
    same_column = above.start - document.starts[first] == below.start - document.starts[second]
    return second == first + 1 and same_column


def _is_line_comment(parsed: Parsed, comment: Span) -> bool:
    return parsed.data.startswith(parsed.language.comments.line.encode(), comment.start)


def _stands_alone(parsed: Parsed, comment: Span) -> bool:
    line = parsed.document.starts[parsed.document.line_of(comment.start)]
    return not parsed.data[line : comment.start].strip()


def _ranged(parsed: Parsed, query: ts.Query, span: Span) -> Captures:
    if parsed.is_rubble:
        return {}
    cursor = ts.QueryCursor(query)
    cursor.set_byte_range(span.start, max(span.end, span.start + 1))
    cursor.set_max_start_depth(MAX_DEPTH)
    return cursor.captures(parsed.tree.root_node)


def _meets(node: ts.Node, span: Span) -> bool:
    if span.start == span.end:
        return node.start_byte <= span.start <= node.end_byte
    return node.start_byte < span.end and node.end_byte > span.start


def _with_semicolon(data: bytes, end: int) -> int:
    rest = data[end : end + 80]
    left = rest.lstrip(b" \t")
    return end + len(rest) - len(left) + 1 if left.startswith(b";") else end


def _code_end(data: bytes, offset: int) -> int:
    """Where the text before `offset` ends, if no empty line is between; else `offset`."""
    window = data[max(offset - _WINDOW, 0) : offset]
    gap = window[len(window.rstrip()) :]
    return offset - len(gap) if gap.count(b"\n") <= 1 else offset


def _next_code(data: bytes, offset: int) -> int:
    """The next byte that is no white space, if no empty line is before it; else `offset`."""
    rest = data[offset : offset + _WINDOW]
    gap = rest[: len(rest) - len(rest.lstrip())]
    return offset + len(gap) if gap.count(b"\n") <= 1 else offset


def _code_line_before(parsed: Parsed, offset: int) -> int:
    """Where the last line of code starts before a line of comments; else `offset`.

    A body of comments only is not inside its function's node.
    """
    data = parsed.data
    line = data.rfind(b"\n", 0, offset) + 1
    if not data[line : line + 400].lstrip().startswith(b"#"):
        return offset
    for _ in range(_MAX_COMMENT_LINES):
        before = data.rfind(b"\n", 0, max(line - 1, 0)) + 1
        content = data[before : max(line - 1, 0)]
        if content.strip() and not content.lstrip().startswith(b"#"):
            return before + len(content) - len(content.lstrip())
        if before == 0:
            break
        line = before
    return offset


def _start_of(node: ts.Node) -> int:
    return node.start_byte
