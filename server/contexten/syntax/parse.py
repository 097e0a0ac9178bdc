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
MAX_DEPTH = 1000
"""Nodes below so many others are not looked at."""
MAX_LOOSE = 4000
"""Tokens without a name beside each other in one error."""
_CHUNK = 4_096


CHECK_DEADLINE = 5.0
"""Seconds. A long answer takes milliseconds; some texts of 100 KB would take minutes, in which nothing else runs."""


class Tangled(Exception):
    """A snippet that no parser gets through: whoever wrote it has to write it otherwise."""


class Parsed:
    """One Document and its syntax tree; `tree` is for this room only."""

    __slots__ = ("_errors", "_rubble", "document", "language", "tree")

    def __init__(self, document: Document, language: Language, tree: ts.Tree) -> None:
        self.document = document
        self.language = language
        self.tree = tree
        self._errors: int | None = None
        self._rubble: bool | None = None

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
        """How many ERROR and MISSING nodes the tree has down to MAX_DEPTH, counted at the first call."""
        if self._errors is None:
            self._errors = self._count_errors()
        return self._errors

    @property
    def is_rubble(self) -> bool:
        """Whether so many loose tokens lie side by side that no query may run over them; found out at the first call.

        A query's cursor looks, at each token, for the next sibling with a name: measured, half a million open brackets
        take minutes, and nothing can stop them.
        """
        if self._rubble is None:
            self._rubble = _has_rubble(self.tree.root_node)
        return self._rubble

    def _count_errors(self) -> int:
        root = self.tree.root_node
        if not root.has_error:
            return 0
        if self.is_rubble:
            return root.descendant_count
        cursor = ts.QueryCursor(self.grammar.errors)
        cursor.set_max_start_depth(MAX_DEPTH)
        found = cursor.captures(root)
        return max(1, len(found.get("error", ())))


def parse(document: Document, language: Language, *, deadline: float | None = None) -> Parsed | None:
    """Parse `document` whole within `deadline` seconds of work; None where it is too large or the time is over.

    Only this thread's own work counts, so that no file loses its tree because the machine was busy with other things.
    """
    return _parse(document, language, None, deadline)


def reparse(
    old: Parsed, steps: Sequence[tuple[Document, Patch]], document: Document, *, deadline: float | None = None
) -> Parsed | None:
    """Parse `document`, which is `old` after `steps` (text before, patch), in order; `old` stays valid.

    None where the text is too large or `deadline` seconds of work are over.
    """
    tree = old.tree.copy()
    for before, patch in steps:
        _edit(tree, before.data, patch)
    return _parse(document, old.language, tree, deadline)


def fragment(text: str, language: Language) -> Parsed:
    """Parse a snippet, such as a model's answer, whatever its size. Raises Tangled where that takes too long."""
    document = Document.of(text)
    if language.snippets is not None and language.code_mark not in document.data:
        language = language.snippets()
    parser = ts.Parser(grammar_of(language).tables)
    tree = _parse_until(parser, document.data, None, time.thread_time() + CHECK_DEADLINE)
    if tree is None:
        raise Tangled(f"{len(document.data)} bytes could not be parsed in time")
    return Parsed(document, language, tree)


def _has_rubble(root: ts.Node) -> bool:
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [node for node in level if node.has_error and node.end_byte - node.start_byte >= MAX_LOOSE]
        if any(node.is_error and _longest_loose(node) > MAX_LOOSE for node in level):
            return True
        level = [child for node in level for child in node.children]
        if not level:
            break
    return False


def _longest_loose(node: ts.Node) -> int:
    """How many tokens without a name follow one another among the children."""
    if node.child_count - node.named_child_count <= MAX_LOOSE:
        return 0
    longest = run = 0
    for child in node.children:
        run = 0 if child.is_named else run + 1
        longest = max(longest, run)
    return longest


def _parse(document: Document, language: Language, old: ts.Tree | None, deadline: float | None) -> Parsed | None:
    if len(document.data) > MAX_PARSED_BYTES:
        return None
    parser = ts.Parser(grammar_of(language).tables)
    if deadline is None:
        return Parsed(document, language, parser.parse(document.data, **_reusing(old)))
    tree = _parse_until(parser, document.data, old, time.thread_time() + deadline)
    return None if tree is None else Parsed(document, language, tree)


def _parse_until(parser: ts.Parser, data: bytes, old: ts.Tree | None, end: float) -> ts.Tree | None:
    # Only a parse from a callback can be stopped; for bytes the library ignores `progress_callback`. That is not called
    # inside of one token, which can be as long as the text, so a late read says that the text is over.
    is_late = False

    def read(offset: int, _point: ts.Point) -> bytes:
        nonlocal is_late
        is_late = is_late or time.thread_time() > end
        return b"" if is_late else data[offset : offset + _CHUNK]

    def late(_offset: int, _has_error: bool) -> bool:
        return time.thread_time() > end

    try:
        tree = parser.parse(read, progress_callback=late, **_reusing(old))
    except ValueError:
        parser.reset()
        return None
    return None if is_late else tree


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
