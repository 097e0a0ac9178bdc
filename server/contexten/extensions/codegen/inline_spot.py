"""Where a completion at the cursor may be asked for: what the text and the tree say, without a model or ranking.

**Invariant:** a private file, a text that lags behind the editor's and a text that cannot be checked are no place to
ask at, not even for a person who asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.syntax.at import comment_at, definitions_at
from contexten.syntax.parse import CHECK_DEADLINE, parse
from contexten.syntax.strings import string_spans
from contexten.text import Document, Span
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from contexten.syntax.parse import Parsed
    from contexten.workspace.snapshot import Snapshot

CLOSERS = ")]}>,;:\"'`"
"""What may stand between the cursor and the end of the line: what editors and people close in advance."""
_LARGEST = 200_000
"""Bytes of a text in which nothing is asked for that nobody asked for."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One cursor in one text."""

    snapshot: Snapshot
    path: str
    offset: int
    parsed: Parsed

    @property
    def document(self) -> Document:
        """The text of the moment of asking."""
        return self.parsed.document

    @property
    def before(self) -> str:
        """The line of the cursor up to it."""
        line = self.document.line_span(self.document.line_of(self.offset))
        return self.document.slice(Span(line.start, self.offset))

    @property
    def after(self) -> str:
        """The rest of that line."""
        line = self.document.line_span(self.document.line_of(self.offset))
        return self.document.slice(Span(self.offset, max(self.offset, line.end)))

    @property
    def target(self) -> Target:
        """What context is chosen for: the function or type around the cursor, else the place.

        The text of a body says nothing of its own choice, so that typing in it does not make the choice anew.
        """
        around = definitions_at(self.parsed, Span(self.offset, self.offset))
        scopes = [item for item in around if item.body is not None and self.offset >= item.body.start]
        if not scopes:
            return self.own
        symbol = next((item for item in reversed(scopes) if item.kind.is_callable), scopes[-1])
        return Target(self.path, Intent.IMPLEMENT, symbol.body or symbol.span, symbol=symbol)

    @property
    def own(self) -> Target:
        """The cursor itself, for what is shown of its file."""
        return Target(self.path, Intent.INSERT, Span(self.offset, self.offset))


def spot_at(snapshot: Snapshot, path: str, offset: int, *, invoked: bool) -> Spot | None:
    """The spot at byte `offset`; None where nothing may be asked, or where it makes no sense unless `invoked`."""
    parsed = snapshot.parsed(path)
    if parsed is None or not snapshot.in_sync(path) or snapshot.is_private(path) is not None:
        return None
    # The tree of an open document may have an error that a whole parse has not; answers are measured against this one.
    whole = parse(parsed.document, parsed.language, deadline=CHECK_DEADLINE) if parsed.errors else parsed
    if whole is None:
        return None
    spot = Spot(snapshot, path, min(offset, len(parsed.data)), whole)
    return spot if invoked or _makes_sense(spot) else None


def _makes_sense(spot: Spot) -> bool:
    if len(spot.document.data) > _LARGEST or spot.snapshot.is_ignored(spot.path):
        return False
    if spot.after.strip().strip(CLOSERS).strip() or not spot.document.data[: spot.offset].strip():
        return False
    return comment_at(spot.parsed, spot.offset) is None and not _in_string(spot)


def _in_string(spot: Spot) -> bool:
    spans = string_spans(spot.parsed, Span(spot.offset, spot.offset))
    return any(span.start < spot.offset < span.end for span in spans)
