"""Navigation asked at a fixture's cursor, its answers as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.codebase.world import World
from contexten.ide.navigation.definition import definitions_at
from contexten.ide.navigation.references import references_at
from contexten.workspace.memory import snapshot_of
from support.fixture import parse_fixture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.text import Span


class Standing:
    """The files of a fixture in memory, and the cursor in one of them."""

    def __init__(self, source: str) -> None:
        fixture = parse_fixture(source)
        self.world = World(snapshot_of(fixture.files))
        self.path = self.world.absolute(fixture.path)
        self.offset = fixture.span.start

    def defined(self) -> list[str]:
        """Where the name at the cursor is defined."""
        found = definitions_at(self.world, self.path, self.offset)
        return self.lines((item.path, item.name) for item in (found.landings if found else ()))

    def used(self, *, declaration: bool = False) -> list[str]:
        """Where it is used."""
        found = references_at(self.world, self.path, self.offset, declaration=declaration)
        return self.lines((item.path, item.span) for item in found)

    def lines(self, places: Iterable[tuple[str, Span]]) -> list[str]:
        """Places as `path:line text`, lines from 1."""
        return [self._line(path, span) for path, span in places]

    def _line(self, path: str, span: Span) -> str:
        document = self.world.document(path)
        return f"{self.world.relative(path)}:{document.line_of(span.start) + 1} {document.slice(span)}".rstrip()
