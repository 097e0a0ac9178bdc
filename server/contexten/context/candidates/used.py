"""Definitions of the names that the target, the instruction and the diagnostics speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contexten.context.uses import edges_of
from contexten.context.weights import Source
from contexten.index.atlas.sets import among
from contexten.index.words import identifiers_of
from contexten.text import Span
from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from contexten.context.board import Board
    from contexten.context.scene import Scene

_MENTIONED = 0.7
_SHORTEST_MENTION = 4
_MOST_NAMESAKES = 3
_LINES_BEFORE, _LINES_AFTER = 3, 1


def used(scene: Scene, board: Board) -> None:
    """What is used inside the target's span, then what is written in the instruction and the diagnostics."""
    _inside(scene, board)
    _mentioned(scene, board, scene.target.instruction, "named in the instruction")
    for diagnostic in scene.target.diagnostics:
        _mentioned(scene, board, diagnostic.message, "named in the diagnostic")
    if scene.target.name:
        _mentioned(scene, board, scene.target.name, "has the wanted name")


def _inside(scene: Scene, board: Board) -> None:
    spans = [_around(scene), *(item.span for item in scene.target.diagnostics)]
    if scene.target.selection is not None:
        spans.append(scene.target.selection)
    bounds = [(span.start, span.end) for span in spans]
    names = {item.name for item in scene.references for start, end in bounds if start <= item.start <= end}
    if not names:
        return
    if scene.symbol >= 0:
        edges = edges_of(scene.meaning, np.array([scene.symbol], dtype=np.int32))
        numbers = np.array([scene.number(name) for name in sorted(names)], dtype=np.int32)
        kept = np.flatnonzero(among(scene.atlas.name[edges.symbol], numbers))
        symbols, first = np.unique(edges.symbol[kept], return_index=True)
        board.add(Source.USED, symbols, edges.share[kept][first], lambda symbol: _as_named(scene, symbol))
    for name in sorted(names):
        known = scene.meaning.name(scene.file, scene.number(name))[:1]
        board.add(Source.USED, known, 1.0, f"used here as '{name}'")


def _around(scene: Scene) -> Span:
    """The target's span; of a mere caret, the lines that are being written there."""
    span, document = scene.target.span, scene.snapshot.document(scene.path)
    if len(span) or document is None or scene.target.intent is not Intent.INSERT:
        return span
    line = document.line_of(span.start)
    first, last = max(0, line - _LINES_BEFORE), min(document.line_count - 1, line + _LINES_AFTER)
    return Span(document.starts[first], document.line_span(last).end)


def _as_named(scene: Scene, symbol: int) -> str:
    return f"used here as '{scene.atlas.text_of(int(scene.atlas.name[symbol]))}'"


def _mentioned(scene: Scene, board: Board, text: str, reason: str) -> None:
    for name in identifiers_of(text):
        number = scene.number(name)
        known = scene.meaning.name(scene.file, number)
        long = len(name) >= _SHORTEST_MENTION
        if not known.size and number and long and ("_" in name or not name.islower()):
            known = scene.atlas.symbols_named(number)
        known = known[:_MOST_NAMESAKES]
        if known.size and (long or int(scene.atlas.file[known[0]]) == scene.file):
            board.add(Source.USED, known, _MENTIONED / len(known), reason)
