"""Which bodies are stubs: what a language's reader takes to see that something is still to be written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.syntax.facts import SymbolKind
from contexten.syntax.found import CALLABLES, Found
from contexten.syntax.written import is_exception, promises_work, with_rest_of_line

if TYPE_CHECKING:
    import tree_sitter as ts

    from contexten.text import Span

MAX_STUB = 12
"""A body with more children than this is no stub."""
_TRIVIAL = re.compile(
    rb"(?:return\s*)?(?:|\(?\s*(?:null|nil|None|undefined|false|true|False|True|void 0|-?[01](?:\.0)?|\"\"|''"
    rb"|``|\{\s*\}|\[\s*\]|\(\)|vec!\[\]|String::new\(\)|Vec::new\(\)|Default::default\(\)|Optional\.empty\(\)"
    rb"|\{\s*\} as \w+|null as any|nil, nil|Ok\(\(\)\)|\[\] as \w+)\s*\)?)\s*;?",
)


class Stubs:
    """The part of a reader that knows stubs."""

    comment_types: frozenset[str] = frozenset({"comment"})

    def unfinished(
        self,
        found: Found,
        node: ts.Node | None,
        body: Span | None,
        decorators: tuple[str, ...],
        bases: tuple[str, ...],
    ) -> bool:
        """Whether the body is a stub."""
        del decorators
        if node is None or body is None or found.kind is SymbolKind.MODULE:
            return False
        if found.kind not in CALLABLES:
            return self.unfinished_type(found, node, bases)
        return node.named_child_count <= MAX_STUB and self.is_stub(found, node, body)

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """Whether a type has no members, though it should have some."""
        if found.kind is not SymbolKind.CLASS or is_exception(bases):
            return False
        return all(child.type in self.comment_types for child in node.named_children[:MAX_STUB])

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """Whether the few statements of a function's body say that it is still to be written."""
        data = found.data
        statements = self.statements(node)
        if not statements:
            return not len(body) or promises_work(data[body.start : body.end])
        if len(statements) > 1:
            return False
        code = data[statements[0].start_byte : statements[0].end_byte]
        if self.raises_unfinished(statements[0], code):
            return True
        return self.is_trivial(code) and promises_work(with_rest_of_line(data, body))

    def statements(self, node: ts.Node) -> list[ts.Node]:
        """The statements of a function's body, without comments."""
        return [child for child in node.named_children if child.type not in self.comment_types]

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """Whether a statement fails because nothing is written yet."""
        del node, code
        return False

    def is_trivial(self, code: bytes) -> bool:
        """Whether a statement only returns a value that stands for nothing."""
        return _TRIVIAL.fullmatch(code) is not None
