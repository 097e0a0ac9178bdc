"""Meanings: what was found out over the files of the last scan and over the last state, for requests that follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.context.meaning import Meaning
from contexten.context.settled import Laid, Settled
from contexten.index.atlas import changes_of

if TYPE_CHECKING:
    from contexten.index.view import IndexView


@dataclass(frozen=True, slots=True)
class _Scanned:
    view: IndexView
    meaning: Meaning
    settled: Settled


@dataclass(slots=True)
class Meanings:
    """Keeps the Meaning of the scanned files and that of the last state that was asked for."""

    _scanned: _Scanned | None = None
    _last: Meaning | None = None

    def of(self, view: IndexView) -> Meaning:
        """The Meaning of `view`, with what former requests found out that still holds."""
        last = self._last
        if last is not None and last.atlas is view.atlas:
            return last
        scanned = self._of_scan(view)
        self._last = found = scanned.meaning if scanned.meaning.atlas is view.atlas else _laid(scanned, view)
        return found

    def warm(self, view: IndexView, functions: int) -> bool:
        """Find out what some more scanned functions use; whether that is known of all."""
        scanned = self._of_scan(view)
        return scanned.settled.warm(scanned.meaning, functions)

    def _of_scan(self, view: IndexView) -> _Scanned:
        known = self._scanned
        if known is None or not known.view.same_scan(view):
            bare = view.scanned
            settled = Settled(bare.atlas)
            known = self._scanned = _Scanned(bare, Meaning(bare.atlas, settled), settled)
        return known


def _laid(scanned: _Scanned, view: IndexView) -> Meaning:
    changes = changes_of(scanned.meaning.atlas, view.atlas)
    return Meaning(view.atlas, None if changes is None else Laid(scanned.settled, scanned.meaning, changes))
