"""Parsing: whole, again after edits, and of snippets.

**Invariant:** a Parsed never changes; a reparse edits a copy of the tree. The incremental tree equals the
full one whenever the full one has no error.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypedDict

import tree_sitter as ts

from contexten.syntax.grammar import Grammar, grammar_of
from contexten.text import Document, Patch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.syntax.language import Language

MAX_PARSED_BYTES = 1_000_000
"""Larger texts are not parsed: measured, 2 MB of noise takes 28 seconds and the tree 33 times the source."""
_CHUNK = 65_536


class Parsed:
    """One Document and its syntax tree; `tree` is for this room only."""

    __slots__ = ("_errors", "document", "language", "tree")

    def __init__(self, document: Document, language: Language, tree: ts.Tree) -> None:
        self.document = document
        self.language = language
        self.tree = tree
        self._errors: int | None = None

    def __repr__(self) -> str:
        return f"Parsed({self.language.id}, {self.document!r})"

    @property
    def data(self) -> bytes:
        """The text, in UTF-8."""
        return self.document.data

    @property
    def grammar(self) -> Grammar:
        """The loaded grammar of its language."""
        return grammar_of(self.language)

    @property
    def errors(self) -> int:
        """How many ERROR and MISSING nodes the tree has, counted at the first call."""
        if self._errors is None:
            self._errors = self._count_errors()
        return self._errors

    def _count_errors(self) -> int:
        root = self.tree.root_node
        if not root.has_error:
            return 0
        found = ts.QueryCursor(self.grammar.errors).captures(root)
        return max(1, len(found.get("error", ())))


def parse(document: Document, language: Language, *, deadline: float | None = None) -> Parsed | None:
    """Parse `document` whole within `deadline` seconds; None where it is too large or the time is over."""
    return _parse(document, language, None, deadline)


def reparse(
    old: Parsed, steps: Sequence[tuple[Document, Patch]], document: Document, *, deadline: float | None = None
) -> Parsed | None:
    """Parse `document`, which is `old` after `steps` (text before, patch), in order; `old` stays valid.

    None where the text is too large or `deadline` seconds are over.
    """
    tree = old.tree.copy()
    for before, patch in steps:
        _edit(tree, before.data, patch)
    return _parse(document, old.language, tree, deadline)


def fragment(text: str, language: Language) -> Parsed:
    """Parse a snippet, such as a model's answer; it has neither size limit nor deadline."""
    document = Document.of(text)
    if language.snippets is not None and language.code_mark not in document.data:
        language = language.snippets()
    return Parsed(document, language, ts.Parser(grammar_of(language).tables).parse(document.data))


def _parse(document: Document, language: Language, old: ts.Tree | None, deadline: float | None) -> Parsed | None:
    if len(document.data) > MAX_PARSED_BYTES:
        return None
    parser = ts.Parser(grammar_of(language).tables)
    if deadline is None:
        return Parsed(document, language, parser.parse(document.data, **_reusing(old)))
    tree = _parse_until(parser, document.data, old, time.monotonic() + deadline)
    return None if tree is None else Parsed(document, language, tree)


def _parse_until(parser: ts.Parser, data: bytes, old: ts.Tree | None, end: float) -> ts.Tree | None:
    # Only a parse from a callback can be stopped; for bytes the library ignores `progress_callback`.
    def read(offset: int, _point: ts.Point) -> bytes:
        return data[offset : offset + _CHUNK]

    def late(_offset: int, _has_error: bool) -> bool:
        return time.monotonic() > end

    try:
        return parser.parse(read, progress_callback=late, **_reusing(old))
    except ValueError:
        parser.reset()
        return None


class _Reused(TypedDict, total=False):
    old_tree: ts.Tree


def _reusing(old: ts.Tree | None) -> _Reused:
    return {} if old is None else {"old_tree": old}


def _edit(tree: ts.Tree, before: bytes, patch: Patch) -> None:
    start, old_end = patch.span.start, patch.span.end
    row, column = start_point = _point(before, start)
    inserted = patch.text.count(b"\n")
    new_column = len(patch.text) - patch.text.rfind(b"\n") - 1 if inserted else column + len(patch.text)
    tree.edit(
        start,
        old_end,
        start + len(patch.text),
        start_point,
        _point(before, old_end),
        (row + inserted, new_column),
    )


def _point(data: bytes, offset: int) -> tuple[int, int]:
    # Tree-sitter's rows end at "\n" only, unlike the protocol's, so the Document's line index cannot be used.
    return data.count(b"\n", 0, offset), offset - (data.rfind(b"\n", 0, offset) + 1)
