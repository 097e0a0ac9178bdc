"""Strings: every name and word of a workspace once, by number.

**Invariant:** a string keeps its number for as long as the table lives; 0 is the empty string.

Those of the base lie packed in arrays and are found by their checksum: measured, half a million Python strings in a
dict take 90 MB, and 0.3 s to make at each start.
"""

from __future__ import annotations

import threading
import zlib
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from contexten.index.atlas.letters import letters_of, letters_of_strings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Columns = Mapping[str, NDArray[np.generic]]

_REMEMBERED = 200_000


def pack_strings(texts: Sequence[str]) -> dict[str, NDArray[np.generic]]:
    """The columns of a table of `texts`, each with its place as its number."""
    raw = [_encoded(text) for text in texts]
    hashes = np.fromiter(map(zlib.crc32, raw), np.uint32, len(raw))
    order = np.argsort(hashes, kind="stable")
    return {
        "strings.blob": np.frombuffer(b"".join(raw), np.uint8),
        "strings.ends": np.cumsum(np.fromiter(map(len, raw), np.int64, len(raw))),
        "strings.hashes": hashes[order],
        "strings.numbers": order.astype(np.int32),
    }


class Strings:
    """Packed strings and, behind them, new ones. Append-only; may be read while another thread appends."""

    def __init__(self, columns: Columns) -> None:
        self._blob = np.ascontiguousarray(columns["strings.blob"]).data.cast("B")
        self._ends = columns["strings.ends"]
        self._hashes = columns["strings.hashes"]
        self._numbers = columns["strings.numbers"]
        self._packed = len(self._ends)
        self._texts: list[str] = []
        self._fresh: dict[str, int] = {}
        self._memo: dict[str, int] = {"": 0}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._packed + len(self._texts)

    @cached_property
    def letters(self) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """By packed string its letters and its first byte in lower case, see `atlas.letters`."""
        return letters_of_strings(self._blob, self._ends)

    def holding(self, numbers: NDArray[np.int32], text: str, most: int) -> list[int]:
        """Those of the numbers whose strings have all letters of `text`.

        Of more than `most` packed ones those that begin with its first letter, and of these the shortest.
        """
        bits, firsts = self.letters
        wanted = np.uint32(letters_of(text))
        packed = numbers[numbers < self._packed]
        packed = packed[(bits[packed] & wanted) == wanted]
        if len(packed) > most:
            packed = packed[firsts[packed] == (ord(text[0].lower()) & 0xFF)]
        if len(packed) > most:
            sizes = self._ends[packed] - np.where(packed > 0, self._ends[packed - 1], 0)
            packed = packed[np.argsort(sizes, kind="stable")[:most]]
        later = [number for number in numbers[numbers >= self._packed].tolist() if self._has(number, int(wanted))]
        return [*packed.tolist(), *later]

    def _has(self, number: int, letters: int) -> bool:
        return letters_of(self.text(number)) & letters == letters

    def find(self, text: str) -> int:
        """The number of `text`, 0 where it is not there."""
        found = self._memo.get(text)
        if found is None:
            found = self._fresh.get(text)
            return self._looked_up([text])[0] if found is None else found
        return found

    def find_many(self, texts: Sequence[str]) -> list[int]:
        """The numbers of `texts`, 0 for those that are not there; in one go: each alone costs ten times that."""
        memo, fresh = self._memo, self._fresh
        missing = [text for text in dict.fromkeys(texts) if text not in memo and text not in fresh]
        found = dict(zip(missing, self._looked_up(missing), strict=True)) if missing else {}
        return [memo[text] if text in memo else fresh.get(text, 0) or found.get(text, 0) for text in texts]

    def text(self, number: int) -> str:
        """The string of this number."""
        if number >= self._packed:
            return self._texts[number - self._packed]
        start = int(self._ends[number - 1]) if number else 0
        return str(self._blob[start : int(self._ends[number])], "utf-8", "surrogatepass")

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """The strings of these numbers; in one go, because looking up the ends of one costs more than its text."""
        if not len(numbers) or max(numbers) >= self._packed:
            return [self.text(number) for number in numbers]
        wanted, blob = np.asarray(numbers, np.int64), self._blob
        starts = np.where(wanted > 0, self._ends[wanted - 1], 0).tolist()
        ends = zip(starts, self._ends[wanted].tolist(), strict=True)
        return [str(blob[start:end], "utf-8", "surrogatepass") for start, end in ends]

    def intern(self, texts: Sequence[str]) -> list[int]:
        """The numbers of `texts`; new ones are added."""
        memo, fresh = self._memo, self._fresh
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in memo and text not in fresh]
            for text, number in zip(missing, self._looked_up(missing), strict=True):
                if not number and text:
                    fresh[text] = len(self)
                    self._texts.append(text)
            return [memo[text] if text in memo else fresh[text] for text in texts]

    def _looked_up(self, texts: Sequence[str]) -> list[int]:
        """The numbers of packed strings, 0 for those that are not there."""
        raw = [_encoded(text) for text in texts]
        hashes = np.fromiter(map(zlib.crc32, raw), np.uint32, len(raw))
        places = self._hashes.searchsorted(hashes).tolist()
        found = [self._at(place, value, data) for place, value, data in zip(places, hashes.tolist(), raw, strict=True)]
        if len(self._memo) > _REMEMBERED:
            self._memo = {"": 0}
        self._memo.update((text, number) for text, number in zip(texts, found, strict=True) if number)
        return found

    def _at(self, place: int, value: int, data: bytes) -> int:
        while place < self._packed and int(self._hashes[place]) == value:
            number = int(self._numbers[place])
            start = int(self._ends[number - 1]) if number else 0
            if bytes(self._blob[start : int(self._ends[number])]) == data:
                return number
            place += 1
        return 0


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
