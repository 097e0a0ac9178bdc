"""Symbols whose name, signature and doc text speak of the same things as the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.rank import Candidate
from contexten.context.weights import Source
from contexten.index.words import overlap, words_of_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene


def lexical(scene: Scene) -> Iterator[Candidate]:
    """Found by BM25 over stemmed words; the share of words in the names counts on its own."""
    for hit in scene.hits:
        yield Candidate(hit.symbol, Source.LEXICAL, hit.strength, "speaks of the same things")
        likeness = overlap(words_of_name(hit.symbol.name), scene.query)
        yield Candidate(hit.symbol, Source.OVERLAP, likeness, "its name resembles the request")
