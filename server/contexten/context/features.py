"""What ranking knows of each candidate, as one matrix of numbers between 0 and about 1.

The columns are, in this order: the strength each source gives; the same as a rank among the request's candidates; and
what the symbol is. A learned ranker reads exactly these, so a change of the columns asks for new training.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contexten.context.meaning import IS_CALLABLE, IS_FIELD, IS_TYPE
from contexten.context.weights import Source
from contexten.index.atlas.sets import among
from contexten.index.sheet import EXPORTED, HAS_DOC, TOP_LEVEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.board import Table
    from contexten.context.scene import Scene

    Floats = NDArray[np.float32]

_RANKED = (
    Source.NEAREST,
    Source.COUSED,
    Source.LEXICAL,
    Source.OVERLAP,
    Source.TOGETHER,
    Source.ENCLOSING,
    Source.FEEDBACK,
    Source.MEMBER_LIKELY,
)
_STATIC = (
    "popularity",
    "popularity of its name alone",
    "definers of its name",
    "overlap",
    "lexical",
    "in tests",
    "same file",
    "same folder",
    "type",
    "callable",
    "field",
    "member",
    "top level",
    "exported",
    "documented",
    "its type is used here",
    "its type is proposed",
    "same type as the target's",
    "length",
    "sources",
)
_CONTEXT = ("in a method", "parameters typed", "wants tests")

FEATURES: tuple[str, ...] = (
    *(source.value for source in Source),
    *(f"rank by {source.value}" for source in _RANKED),
    *_STATIC,
    *_CONTEXT,
)
_NUMBER = {source: number for number, source in enumerate(Source)}


def features_of(scene: Scene, table: Table, rows: NDArray[np.int64] | None = None) -> Floats:
    """One row for each of the candidates `rows` of `table`, None: for all; one column per name in `FEATURES`."""
    rows = np.arange(len(table.symbols)) if rows is None else rows
    # By column in memory too, because a ranker reads one after the other.
    found = np.empty((len(FEATURES), len(rows)), dtype=np.float32)
    columns = [*table.strengths[:, rows], *(_rank(table.strengths[_NUMBER[source]])[rows] for source in _RANKED)]
    columns += [*_statics(scene, table, rows), *_contexts(scene)]
    for number, column in enumerate(columns):
        found[number] = column
    return found.T


def _rank(strength: Floats) -> Floats:
    """1 / (1 + place) among those with a strength, 0 for the others."""
    found = np.zeros(len(strength), dtype=np.float32)
    some = np.flatnonzero(strength > 0)
    order = some[np.argsort(-strength[some], kind="stable")]
    found[order] = 1.0 / (1.0 + 0.2 * np.arange(len(order), dtype=np.float32))
    return found


def _statics(scene: Scene, table: Table, rows: NDArray[np.int64]) -> tuple[NDArray[np.generic], ...]:
    atlas, symbols = scene.atlas, table.symbols[rows]
    names, parents, kinds = atlas.name[symbols], atlas.parent[symbols], atlas.kind[symbols]
    flags = atlas.flags[symbols]
    definers = np.maximum(1, atlas.define_count[names]).astype(np.float32)
    popularity = scene.popularity(symbols)
    used = scene.used_strings
    holders = np.where(parents >= 0, atlas.name[np.maximum(parents, 0)], -1)
    proposed = np.append(table.strengths.max(axis=0, initial=0), np.float32(0))
    return (
        popularity / definers,
        popularity,
        1.0 / definers,
        scene.found.overlap_of(symbols),
        scene.found.score[symbols],
        atlas.is_test[symbols],
        atlas.file[symbols] == scene.file,
        atlas.folder[atlas.file[symbols]] == (atlas.folder[scene.file] if scene.file >= 0 else -1),
        IS_TYPE[kinds],
        IS_CALLABLE[kinds],
        IS_FIELD[kinds],
        parents >= 0,
        (flags & TOP_LEVEL) != 0,
        (flags & EXPORTED) != 0,
        (flags & HAS_DOC) != 0,
        among(holders, used),
        proposed[_places(table.symbols, parents)],
        (parents == scene.owner) & (parents >= 0),
        np.minimum(1.0, atlas.length[symbols] / 40.0),
        (table.strengths[:, rows] > 0).sum(axis=0) / 10.0,
    )


def _places(symbols: NDArray[np.int32], wanted: NDArray[np.int32]) -> NDArray[np.int64]:
    """The place of each of `wanted` among `symbols`; one past the last where it is none of them."""
    order = np.append(np.argsort(symbols), len(symbols))
    places = order[symbols.searchsorted(wanted, sorter=order[:-1])]
    there = np.append(symbols, np.int32(-1))[places] == wanted
    return np.where(there & (wanted >= 0), places, len(symbols))


def _contexts(scene: Scene) -> tuple[float, ...]:
    typed = any(kinds for _, kinds in scene.parameters)
    return float(scene.owner >= 0), float(typed), float(scene.wants_tests)
