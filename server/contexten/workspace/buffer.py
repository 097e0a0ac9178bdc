"""Buffer: one open document at one version, with its tree and its facts as they become known.

**Invariant:** what a Buffer answers never changes; a change makes a new Buffer from the old one's tree.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from contexten.index.extract import facts_of_parsed, is_minified
from contexten.index.live import Live
from contexten.syntax.parse import MAX_PARSED_BYTES, Parsed, parse, reparse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.syntax.facts import FileFacts
    from contexten.syntax.language import Language
    from contexten.text import Document, Patch

PARSE_DEADLINE = 0.25
"""Seconds of work; a text that takes longer is kept without a tree until someone asks for it again."""


class _Tree:
    """A text with its tree and its facts, apart from the Buffer so that no cycle keeps an old tree alive.

    A cycle would wait for the garbage collector, which stops everything (measured: 140 ms in a 10,000-line file).
    """

    __slots__ = ("_lock", "_parsed", "_tried", "document", "language")

    def __init__(self, document: Document, language: Language | None, parsed: Parsed | None) -> None:
        self.document = document
        self.language = language
        self._parsed = parsed
        self._tried = parsed is not None or language is None
        self._lock = threading.Lock()

    @property
    def known(self) -> Parsed | None:
        """The tree as far as it is there; parses nothing."""
        return self._parsed

    @property
    def parsed(self) -> Parsed | None:
        """The tree; where the deadline passed before, the first call here tries once more."""
        if self._parsed is None and not self._tried and self.language is not None:
            with self._lock:
                if not self._tried:
                    self._parsed = parse(self.document, self.language, deadline=PARSE_DEADLINE * 4)
                    self._tried = True
        return self._parsed

    def facts(self) -> FileFacts | None:
        """What the index is to know of the text."""
        if self.language is None or len(self.document.data) > MAX_PARSED_BYTES:
            return None
        parsed = None if is_minified(self.document.data) else self.parsed
        return facts_of_parsed(parsed, self.language)


class Buffer:
    """An open document; its tree may be missing where the text is too large or was too slow to parse."""

    __slots__ = ("_tree", "document", "in_sync", "language", "live")

    def __init__(
        self,
        document: Document,
        language: Language | None,
        *,
        parsed: Parsed | None = None,
        in_sync: bool = True,
    ) -> None:
        self.document = document
        self.language = language
        self.in_sync = in_sync
        self._tree = _Tree(document, language, parsed)
        self.live = Live(document, self._tree.facts)

    @classmethod
    def opened(cls, document: Document, language: Language | None) -> Buffer:
        """A Buffer that is parsed at once, within the deadline."""
        parsed = None if language is None else parse(document, language, deadline=PARSE_DEADLINE)
        return cls(document, language, parsed=parsed)

    @property
    def parsed(self) -> Parsed | None:
        """The tree; where the deadline passed before, the first call here tries once more."""
        return self._tree.parsed

    def changed(self, steps: Sequence[tuple[Document, Patch]], document: Document) -> Buffer:
        """The Buffer after `steps` (text before, patch), whose result is `document`; reparsed from this one's tree."""
        known = self._tree.known
        parsed = None if known is None else reparse(known, steps, document, deadline=PARSE_DEADLINE)
        return Buffer(document, self.language, parsed=parsed)

    def desynchronised(self) -> Buffer:
        """The same text, marked as not being the editor's."""
        return Buffer(self.document, self.language, parsed=self._tree.known, in_sync=False)

    def healed(self) -> Buffer:
        """The same text, parsed whole where its incremental tree has errors, in which the two can differ."""
        known = self._tree.known
        if known is None or not known.errors:
            return self
        fresh = Buffer.opened(self.document, self.language)
        fresh.in_sync = self.in_sync
        return fresh
