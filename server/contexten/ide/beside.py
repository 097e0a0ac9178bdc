"""Where a new definition goes: beside one that is there, at a place that shows its indentation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.ide.place import Place, is_scope, stripped
from contexten.syntax import at
from contexten.text import Span

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition

_CLOSING = re.compile(rb"^\}", re.MULTILINE)


def function_offset(place: Place, call: Span) -> int:
    """Beside the outermost definition; before the statement where the call runs as the file is loaded."""
    scopes = [item for item in place.enclosing if is_scope(item)]
    if not any(item.kind.is_callable for item in scopes):
        return scopes[0].start if scopes else at.statements_covering(place.parsed, call).start
    outermost = scopes[0]
    if outermost.owner and _column(place, outermost.header_start):
        block_end = _CLOSING.search(place.document.data, outermost.end)
        return block_end.end() if block_end else outermost.end
    return offset_beside(place, outermost)


def offset_beside(place: Place, definition: Definition) -> int:
    """Behind the definition where a line there shows its indentation, else before it.

    In braces the closing one shows it. Elsewhere the next code does, if it stands in the same column; at the
    margin also the end of the file.
    """
    if not place.language.by_indentation:
        return definition.end
    document, column = place.document, _column(place, definition.header_start)
    below = document.line_of(definition.end) + 1
    if below == document.line_count:
        return definition.start
    code = stripped(document, Span(document.starts[below], len(document.data)))
    shown = _column(place, code.start) if len(code) else 0
    return document.starts[below] if shown == column else definition.start


def _column(place: Place, offset: int) -> int:
    return offset - place.document.starts[place.document.line_of(offset)]
