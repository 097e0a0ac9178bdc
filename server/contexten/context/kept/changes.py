"""What an edit of one file did, as far as it matters to a pack: names that came and went, headers, imports."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from contexten.index.sheet import is_presentable, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.syntax.facts import Definition, FileFacts
    from contexten.text import Document, Span
    from contexten.workspace.snapshot import Snapshot


@dataclass(frozen=True)
class Change:
    """One file between two snapshots."""

    path: str
    before: FileFacts | None
    after: FileFacts | None
    earlier: Snapshot
    snapshot: Snapshot
    """The later one."""

    @classmethod
    def between(cls, earlier: Snapshot, later: Snapshot, path: str) -> Change:
        """What became of `path`; its facts are those that the index has of it."""
        return cls(path, earlier.index.outline(path), later.index.outline(path), earlier, later)

    @cached_property
    def document(self) -> Document | None:
        """The text after the change."""
        return self.snapshot.document(self.path)

    @cached_property
    def gone(self) -> frozenset[str]:
        """The qualified names that the file defines no more."""
        return self._names_before - self._names_after

    @cached_property
    def moved(self) -> frozenset[str]:
        """The bare names of what appeared or vanished; where the file itself did, also its own and its folder's."""
        found = {name.rpartition(".")[2] for name in self._names_after ^ self._names_before}
        came_or_went = (self.before is None) is not (self.after is None)
        return frozenset(found | (_names_of(self.path) if came_or_went else set()))

    @cached_property
    def headers_gone(self) -> frozenset[str]:
        """The headers of types that no type of the file has any more."""
        return _type_headers(self.before) - _type_headers(self.after)

    @property
    def reshaped(self) -> bool:
        """Whether imports of other files can mean something else by it."""
        if self.before is None or self.after is None:
            return self.before is not self.after
        return self._ties(self.before) != self._ties(self.after)

    @cached_property
    def _names_before(self) -> frozenset[str]:
        return _names(self.before)

    @cached_property
    def _names_after(self) -> frozenset[str]:
        return _names(self.after)

    def said_before(self, definition: Definition) -> tuple[object, ...]:
        """What choosing read of a definition before the change."""
        facts = self.earlier.index.facts(self.path)
        return () if facts is None else tuple(said(facts, definition, None))

    def said_after(self, definition: Definition) -> tuple[object, ...]:
        """What choosing reads of a definition after the change."""
        facts = self.snapshot.index.facts(self.path)
        return () if facts is None else tuple(said(facts, definition, None))

    def _ties(self, facts: FileFacts) -> tuple[object, ...]:
        imports = tuple((item.module, item.name, item.alias, item.level) for item in facts.imports)
        return facts.package, facts.exports, imports


def header_of(definition: Definition) -> str:
    """The header as an item shows it before it is cut; empty where only the text knows it."""
    return one_line(definition.signature)


def _names(facts: FileFacts | None) -> frozenset[str]:
    if facts is None:
        return frozenset()
    return frozenset(facts.qualified_name(item) for item in facts.definitions if is_presentable(facts, item))


def _names_of(path: str) -> set[str]:
    folder, name = posixpath.split(path)
    return {name.partition(".")[0], posixpath.basename(folder)}


def _type_headers(facts: FileFacts | None) -> frozenset[str]:
    types = () if facts is None else (item for item in facts.definitions if item.kind.is_type)
    return frozenset(map(header_of, types))


def said(facts: FileFacts, symbol: Definition, gone: Span | None) -> Iterator[object]:
    """What choosing reads of a definition, without the text that is to be replaced: not its values and comments."""
    for item in facts.definitions:
        if symbol.span.covers(item.span) and (gone is None or item.start not in gone):
            yield item.kind.value, item.signature, item.doc, item.bases, item.type, item.decorators, item.unfinished
    for item in facts.bindings:
        if item.start in symbol.span and (gone is None or item.start not in gone):
            yield item.name, item.type, item.call, item.value, item.element
    inside = (
        item for item in facts.references if item.start in symbol.span and (gone is None or item.start not in gone)
    )
    yield tuple(dict.fromkeys((item.name, item.role.value, item.receiver, item.arguments) for item in inside))
