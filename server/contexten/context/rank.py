"""From the table of proposals to one order.

**Invariant:** pure functions over immutable inputs; equal inputs give equal orders.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.board import Board, Table
from contexten.context.candidates import propose
from contexten.context.candidates.feedback import feedback
from contexten.context.choice import Choice
from contexten.context.features import features_of
from contexten.context.weights import HAND_SHARE, HINTS, Source, Strategy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contexten.context.ranker import Ranker
    from contexten.context.scene import Scene

    Floats = NDArray[np.float32]

_SOURCES = tuple(Source)
_LINKS = np.array([source not in HINTS for source in _SOURCES])


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates with their scores, best first; the reason is that of the clearest link to the target."""

    table: Table
    order: NDArray[np.int64]
    """Columns of `table`, best first; only those that score."""
    scores: NDArray[np.float64]
    """By column of `table`."""
    strategy: Strategy

    def choices(self, most: int) -> list[Choice]:
        """The best `most`, best first."""
        best = self.order[:most]
        told = _told(self.strategy, self.table.strengths[:, best]).tolist()
        columns = (self.table.symbols[best].tolist(), self.scores[best].tolist(), best.tolist(), told)
        return [
            Choice(symbol, score, partial(self.table.reason, column, source))
            for symbol, score, column, source in zip(*columns, strict=True)
        ]


def rank(scene: Scene, strategy: Strategy, ranker: Ranker | None) -> Ranked:
    """All candidates of the request in order; the target itself is none."""
    table = candidates(scene, strategy)
    scores = by_hand(scene, strategy, table)
    if ranker is not None:
        chances = ranker.score(partial(features_of, scene, table), scores)
        scores = chances + scores * np.float32(HAND_SHARE / max(1e-6, float(scores.max(initial=0.0))))
    for source, weight in strategy.extra if ranker is not None else ():
        scores = scores + np.float32(weight) * table.strengths[_SOURCES.index(source)]
    rounded = np.round(scores.astype(np.float64), 6)
    order = np.argsort(-rounded, kind="stable")
    return Ranked(table, order[rounded[order] > 0], rounded, strategy)


def candidates(scene: Scene, strategy: Strategy) -> Table:
    """What all sources propose, those included that look at what the others put first."""
    board = Board()
    propose(scene, board)
    board.weigh(scene.prior)
    allowed = scene.atlas.alive.copy()
    if scene.symbol >= 0:
        allowed[scene.symbol] = False
    first = board.table(_SOURCES, allowed, scene.atlas.place)
    feedback(scene, board, first.symbols, by_hand(scene, strategy, first))
    board.weigh(scene.prior)
    return board.table(_SOURCES, allowed, scene.atlas.place)


def by_hand(scene: Scene, strategy: Strategy, table: Table) -> Floats:
    """The score of each candidate by the strategy's weights alone."""
    weights = np.array([strategy.weights.get(source, 0.0) for source in _SOURCES], dtype=np.float32)
    definers: Floats = np.maximum(1, scene.atlas.define_count[scene.atlas.name[table.symbols]]).astype(np.float32)
    popular: Floats = scene.popularity(table.symbols) / definers
    total: Floats = weights @ table.strengths
    total += popular * np.float32(strategy.popular)
    return total * scene.worth(table.symbols)


def _told(strategy: Strategy, strengths: Floats) -> NDArray[np.int64]:
    """By column the source whose reason a person is told: the strongest that names a link, else the heaviest hint."""
    weights = np.array([strategy.weights.get(source, 0.0) for source in _SOURCES], dtype=np.float32)
    links = np.where(_LINKS[:, None] & (weights[:, None] > 0), strengths, np.float32(0))
    hints = weights[:, None] * strengths
    link: NDArray[np.int64] = links.argmax(axis=0)
    hint: NDArray[np.int64] = hints.argmax(axis=0)
    return np.where(links.max(axis=0, initial=0) > 0, link, hint)
