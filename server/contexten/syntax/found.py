"""Found: a definition that a query found, as its language's reader is given it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, SymbolKind

if TYPE_CHECKING:
    import tree_sitter as ts

VALUES = frozenset({SymbolKind.VARIABLE, SymbolKind.CONSTANT, SymbolKind.FIELD})
CALLABLES = frozenset({SymbolKind.FUNCTION, SymbolKind.METHOD})
TYPES = frozenset(kind for kind in SymbolKind if kind.is_type)

MAX_VALUE = 200
"""The signature of a variable is cut after so many characters: its value may be a table."""


class Found(msgspec.Struct):
    """A definition that a query found, and what stands around it; made in half the time of a dataclass."""

    node: ts.Node
    outer: ts.Node
    """The node with decorators, `export` and the like; often `node` itself."""
    kind: SymbolKind
    data: bytes
    start: int
    """First byte with the comments and attributes that belong to it."""
    doc: str
    """The text of the comment before it."""
    attributes: tuple[str, ...] = ()
    """The attributes before it, as written."""
    parent: Definition | None = None
    parent_index: int = -1
    owner: ts.Node | None = None
    public: frozenset[str] | None = None
    """The names the file declares public, where it does."""
