"""Base: the files of the last scan, and the strings that it shares with all that is laid over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.index.atlas.segment import Segment
from contexten.index.atlas.strings import Strings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.index.sheet import Sheet


class Base(Segment):
    """A Segment with its own Strings."""

    def __init__(self, paths: Sequence[str], languages: Sequence[str], sheets: Sequence[Sheet]) -> None:
        self.strings = Strings()
        super().__init__(paths, languages, sheets, self.strings)
