"""Suggestions that were shown, so that typing on through one asks no model.

**Invariant:** a suggestion is given again only for the text it was made for with a start of it typed in.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.extensions.codegen.inline_spot import CLOSERS
from contexten.text import decode, encode

if TYPE_CHECKING:
    from contexten.text import Document

_KEPT = 8
_MOST_CLOSERS = 3


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of a suggestion."""

    text: str
    closed: bool = False
    """Whether the editor closed a bracket or quote behind the cursor, which the rest may close as well."""


@dataclass(frozen=True, slots=True)
class _Shown:
    document: Document
    offset: int
    text: bytes

    def rest(self, document: Document, offset: int) -> Rest | None:
        """What is left of it where `document` is its text with the first part typed; None elsewhere."""
        typed, before = offset - self.offset, self.document.data
        if not 0 <= typed <= len(self.text) or not document.data.startswith(before[: self.offset] + self.text[:typed]):
            return None
        behind = document.data[offset:]
        extra = len(behind) - (len(before) - self.offset)
        if not 0 <= extra <= _MOST_CLOSERS or behind[extra:] != before[self.offset :]:
            return None
        if behind[:extra].strip(CLOSERS.encode()):
            return None
        return Rest(decode(self.text[typed:]), closed=extra > 0)


class HeldSuggestions:
    """The last suggestions, each for one text and place; an empty one says that there was nothing to suggest."""

    def __init__(self) -> None:
        self._shown: OrderedDict[tuple[str, int], _Shown] = OrderedDict()

    def put(self, path: str, document: Document, offset: int, text: str) -> None:
        """Keep what was suggested at byte `offset`."""
        self._shown[path, offset] = _Shown(document, offset, encode(text))
        self._shown.move_to_end((path, offset))
        if len(self._shown) > _KEPT:
            self._shown.popitem(last=False)

    def get(self, path: str, document: Document, offset: int) -> Rest | None:
        """What is left of a suggestion that was typed into, empty where there was none here; None: ask."""
        for (other, _), shown in reversed(self._shown.items()):
            rest = shown.rest(document, offset) if other == path else None
            if rest is not None and (rest.text or not shown.text):
                return rest
        return None
