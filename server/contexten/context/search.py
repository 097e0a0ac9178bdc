"""Lexical search over all symbols: BM25 over the stemmed words of name, signature and doc text.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with words weighted by
the query.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contexten.index.sheet import IN_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from contexten.index.atlas import Atlas

    Floats = NDArray[np.float32]

_K1 = 1.2
_B = 0.6
_IN_NAME = IN_NAME / 2


@dataclass(frozen=True, slots=True)
class Found:
    """What is found, by symbol."""

    score: Floats
    """The best has 1."""
    shared: NDArray[np.uint8]
    """How many words the name and the query share."""
    name_words: NDArray[np.int32]
    words: int
    """How many words the query has."""

    def overlap_of(self, symbols: NDArray[np.integer]) -> Floats:
        """The words that name and query share, over the number of the smaller's; damped for tiny sets."""
        least: Floats = np.minimum(self.name_words[symbols], self.words).astype(np.float32) + np.float32(0.5)
        return self.shared[symbols] / least


def search(atlas: Atlas, query: Mapping[str, float]) -> Found:
    """How well every symbol matches the words of `query`."""
    score = np.zeros(atlas.count, dtype=np.float32)
    shared = np.zeros(atlas.count, dtype=np.uint8)
    alive = max(1, int(atlas.alive_count))
    mean = max(1e-6, atlas.mean_length)
    words = sorted(query)
    for word, number in zip(words, atlas.ids_of(words), strict=True):
        symbols, counts = atlas.postings(number) if number else (None, None)
        if symbols is None or counts is None or not len(symbols):
            continue
        rarity = math.log(1 + (alive - len(symbols) + 0.5) / (len(symbols) + 0.5))
        # A symbol stands once in the postings of a word, so plain indexing adds.
        norm = _K1 * (1 - _B + _B * atlas.length[symbols] / mean)
        score[symbols] += np.float32(rarity * query[word]) * counts * (_K1 + 1) / (counts + norm)
        shared[symbols[counts >= _IN_NAME]] += 1
    score /= max(1e-6, float(score.max(initial=0.0)))
    return Found(score, shared, atlas.name_words, max(1, len(query)))
