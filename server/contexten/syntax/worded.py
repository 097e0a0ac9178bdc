"""Reading of grammars whose blocks are closed by a word: `def … end`, `function … end`, `do … end`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.syntax.facts import SymbolKind
from contexten.syntax.reader import CALLABLES, MAX_STUB, Found, Reader, folded, promises_work, trimmed

if TYPE_CHECKING:
    import tree_sitter as ts

    from contexten.text import Span


class WordedReader(Reader):
    """What Ruby, Lua and Elixir share: a body lies between the end of a header and a word that closes it."""

    closing: str = "end"
    """The word that closes a block, which is also its token's type."""
    header_rest: re.Pattern[bytes] = re.compile(rb"[ \t]*;?[ \t]*(?:#[^\n]*)?")
    """What may stand behind a header and belongs to it: a separator, a comment on its line."""

    def block(self, found: Found) -> ts.Node:
        """The node whose last token closes the body."""
        return self.function(found.node)

    def header_end(self, found: Found, node: ts.Node | None) -> int:
        """Where the header ends; `node` is the body's, None where it has none."""
        raise TypeError(f"{type(self).__name__} reads no headers: {found.node.type} {node}")

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """From behind the header and the comment on its line to the closing word; without one, the body's node."""
        data = found.data
        close = self.close_of(found)
        if close is None:
            return None if node is None else trimmed(data, node.start_byte, node.end_byte)
        header = self.header_end(found, node)
        rest = self.header_rest.match(data, header, close.start_byte)
        return trimmed(data, header if rest is None else rest.end(), close.start_byte)

    def close_of(self, found: Found) -> ts.Node | None:
        """The token that closes the body; None where there is none."""
        block = self.block(found)
        last = block.child(block.child_count - 1) if block.child_count else None
        return last if last is not None and last.type == self.closing and not last.is_missing else None

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """The header on one line."""
        return folded(found.data[header : max(header, self.header_end(found, body))]).rstrip(" ;,")

    def unfinished(
        self,
        found: Found,
        node: ts.Node | None,
        body: Span | None,
        decorators: tuple[str, ...],
        bases: tuple[str, ...],
    ) -> bool:
        """Also where the grammar has no node for an empty body, or for one of comments only."""
        if body is None or found.kind is SymbolKind.MODULE:
            return False
        code = found.data[body.start : body.end]
        if node is None:
            empty = found.kind is SymbolKind.CLASS and not self.bases(found.node, found.data)
            return not code or promises_work(code) if found.kind in CALLABLES else empty
        if found.kind in CALLABLES and self.is_expression(found):
            return self.raises_unfinished(node, code)
        return super().unfinished(found, node, body, decorators, bases)

    def is_expression(self, found: Found) -> bool:
        """Whether the body is one expression and no block."""
        return self.close_of(found) is None

    def statements_of(self, node: ts.Node) -> list[ts.Node]:
        """The first children of a block that are no comments."""
        return [child for child in node.named_children[:MAX_STUB] if child.type not in self.comment_types]
