"""What this file imports: an import that nothing uses yet is the strongest hint there is."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.context.rank import Candidate
from contexten.context.weights import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.scene import Scene
    from contexten.index.symbol import Symbol
    from contexten.syntax.facts import Import

_ALSO_USED = 0.5
_MODULE_MEMBERS = 60


def imported(scene: Scene) -> Iterator[Candidate]:
    """Symbols imported by name; of modules imported whole, their members by use."""
    for item in scene.facts.imports:
        name = item.local_name
        symbols = scene.resolver.name(scene.path, name) if name and item.name else ()
        elsewhere = [symbol for symbol in symbols if symbol.path != scene.path]
        if elsewhere:
            yield from _named(scene, name, elsewhere)
        else:
            yield from _module(scene, item)


def _named(scene: Scene, name: str, symbols: list[Symbol]) -> Iterator[Candidate]:
    unused = name not in scene.used_here
    strength = 1.0 if unused else _ALSO_USED
    reason = "imported here, not used yet" if unused else "imported here"
    for rank, symbol in enumerate(symbols[:2]):
        yield Candidate(symbol, Source.IMPORTED, strength / (1 + rank), reason)


def _module(scene: Scene, item: Import) -> Iterator[Candidate]:
    bound = item.local_name
    unused = 1.0 if bound and bound not in scene.used_here else 0.7
    for path in scene.view.resolve_import(scene.path, item)[:8]:
        file = scene.lexicon.file(path)
        if file is None or path == scene.path:
            continue
        reason = f"member of {bound or PurePosixPath(path).stem}, imported here"
        top = [
            symbol for symbol in file.symbols if symbol.definition.parent < 0 and not symbol.definition.owner
        ]
        for symbol in top[:_MODULE_MEMBERS]:
            if symbol.definition.exported:
                yield Candidate(symbol, Source.MODULE, unused * scene.prior(symbol), reason)
