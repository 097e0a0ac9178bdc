"""Definitions of the names that the target, the instruction and the diagnostics speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.rank import Candidate
from contexten.context.weights import Source
from contexten.index.words import identifiers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene
    from contexten.syntax.facts import Reference
    from contexten.text import Span

_MENTIONED = 0.7
_SHORTEST_MENTION = 4


def used(scene: Scene) -> Iterator[Candidate]:
    """What is used inside the target's span, then what is written in the instruction and the diagnostics."""
    for reference in _inside(scene):
        if scene.symbol is None:
            meant = tuple((symbol, 1.0) for symbol in scene.resolver.name(scene.path, reference.name)[:1])
        else:
            meant = scene.resolver.reference(scene.path, scene.symbol, scene.owner, reference)
        for symbol, share in meant:
            yield Candidate(symbol, Source.USED, share, f"used here as '{reference.name}'")
    yield from _mentioned(scene, scene.target.instruction, "named in the instruction")
    for diagnostic in scene.target.diagnostics:
        yield from _mentioned(scene, diagnostic.message, "named in the diagnostic")
    if scene.target.name:
        yield from _mentioned(scene, scene.target.name, "has the wanted name")


def _inside(scene: Scene) -> list[Reference]:
    spans = [scene.target.span, *(item.span for item in scene.target.diagnostics)]
    if scene.target.selection is not None:
        spans.append(scene.target.selection)
    return [item for item in scene.references if any(_within(item.start, span) for span in spans)]


def _within(offset: int, span: Span) -> bool:
    return span.start <= offset <= span.end


def _mentioned(scene: Scene, text: str, reason: str) -> Iterator[Candidate]:
    for name in identifiers_of(text):
        known = scene.resolver.name(scene.path, name)
        if not known and len(name) >= _SHORTEST_MENTION and ("_" in name or not name.islower()):
            known = scene.view.definitions(name)[:3]
        if known and (len(name) >= _SHORTEST_MENTION or known[0].path == scene.path):
            for symbol in known[:3]:
                yield Candidate(symbol, Source.USED, _MENTIONED / len(known[:3]), reason)
