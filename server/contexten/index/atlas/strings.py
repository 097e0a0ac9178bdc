"""Strings: every name and word of a workspace once, by number.

**Invariant:** a string keeps its number for as long as the table lives; 0 is the empty string.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Strings:
    """Append-only; may be read while another thread appends."""

    def __init__(self) -> None:
        self._texts: list[str] = [""]
        self._numbers: dict[str, int] = {"": 0}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._texts)

    def find(self, text: str) -> int:
        """The number of `text`, 0 where it is not there."""
        return self._numbers.get(text, 0)

    def text(self, number: int) -> str:
        """The string of this number."""
        return self._texts[number]

    def intern(self, texts: Iterable[str]) -> list[int]:
        """The numbers of `texts`; new ones are added."""
        numbers, all_texts = self._numbers, self._texts
        found: list[int] = []
        with self._lock:
            for text in texts:
                number = numbers.get(text)
                if number is None:
                    number = len(all_texts)
                    all_texts.append(text)
                    numbers[text] = number
                found.append(number)
        return found
