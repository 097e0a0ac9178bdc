"""Live: the facts of one changed file, made when a reader first needs them, once.

**Invariant:** a Live never changes what it answers; every thread gets the same record.
"""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING

from contexten import trace
from contexten.index.entry import Entry, facts_of, make_entry, sheet_of
from contexten.index.sheet import Sheet, make_sheet
from contexten.index.tables import Record, shape_of
from contexten.text import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contexten.syntax.facts import FileFacts


class Layer(dict[str, "Live | None"]):
    """Files laid over others, by path; None: the file is gone. Not changed once it is made."""

    __slots__ = ("joined",)

    def __init__(self, files: Mapping[str, Live | None]) -> None:
        super().__init__(files)
        self.joined: object = None
        """What the Atlas keeps for this layer."""


class Live:
    """A text whose facts are not known yet; `make` gives them or its whole entry, or None where it has none."""

    def __init__(self, document: Document, make: Callable[[], FileFacts | Entry | None]) -> None:
        self._document = document
        self._make: Callable[[], FileFacts | Entry | None] | None = make
        self._entry: Entry | None = None
        self._facts: FileFacts | None = None
        self._lock = threading.Lock()

    @classmethod
    def known(cls, entry: Entry) -> Live:
        """The Live of a file whose entry is there."""
        return cls(Document(b""), lambda: entry)

    @property
    def is_made(self) -> bool:
        """Whether the facts were asked for before."""
        return self._make is None

    @property
    def facts(self) -> FileFacts | None:
        """The file's facts; the first call extracts them."""
        if self._make is not None:
            with self._lock:
                if self._make is not None:
                    self._take(_made(self._make))
                    self._make = None
        return self._facts

    @cached_property
    def record(self) -> Record | None:
        """The file's record, None where it has no facts."""
        facts = self.facts
        return None if facts is None else Record(facts)

    @cached_property
    def shape(self) -> int | None:
        """`shape_of` the file's facts, None where it has none."""
        facts = self.facts
        return None if facts is None else shape_of(facts)

    @cached_property
    def sheet(self) -> Sheet | None:
        """The file's part of the Atlas, None where it has no facts."""
        facts = self.facts
        if facts is None:
            return None
        return make_sheet(facts, self._document) if self._entry is None else sheet_of(self._entry)

    @cached_property
    def entry(self) -> Entry | None:
        """The file's entry, None where it has no facts."""
        facts = self.facts
        if facts is None:
            return None
        return make_entry(facts, self._document) if self._entry is None else self._entry

    def _take(self, made: FileFacts | Entry | None) -> None:
        if isinstance(made, Entry):
            self._entry = made
            self._facts = facts_of(made)
        else:
            self._facts = made


def _made(make: Callable[[], FileFacts | Entry | None]) -> FileFacts | Entry | None:
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - one file must not take the whole index from its readers
        trace.bug("index", f"the facts of a file could not be made: {type(error).__name__}")
        return None
