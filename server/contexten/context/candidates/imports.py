"""What this file imports: an import that nothing uses yet is the strongest hint there is."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.context.rank import Candidate
from contexten.context.weights import Source, size_factor
from contexten.syntax.facts import SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contexten.context.scene import Scene
    from contexten.index.symbol import Symbol

_ALSO_USED = 0.5
_MODULE_MEMBERS = 200
_MODULE_FILES = 8


def imported(scene: Scene) -> Iterator[Candidate]:
    """Symbols imported by name; of modules imported whole, their members by use."""
    for item in scene.facts.imports:
        name = item.local_name
        unused = bool(name) and name not in scene.used_here
        symbols = [symbol for symbol in scene.imported(item) if symbol.path != scene.path]
        modules = [symbol.path for symbol in symbols if symbol.definition.kind is SymbolKind.MODULE]
        if symbols and not modules:
            yield from _named(symbols, unused=unused)
        elif modules or not item.name:
            paths = modules or scene.view.resolve_import(scene.path, item)
            yield from _module(scene, name, paths[:_MODULE_FILES], unused=unused)


def _named(symbols: list[Symbol], *, unused: bool) -> Iterator[Candidate]:
    strength = 1.0 if unused else _ALSO_USED
    reason = "imported here, not used yet" if unused else "imported here"
    for rank, symbol in enumerate(symbols[:2]):
        yield Candidate(symbol, Source.IMPORTED, strength / (1 + rank), reason)


def _module(scene: Scene, name: str, paths: Iterable[str], *, unused: bool) -> Iterator[Candidate]:
    for path in paths:
        file = scene.lexicon.file(path)
        if file is None or path == scene.path:
            continue
        reason = f"member of {name or PurePosixPath(path).stem}, imported here"
        top = [symbol for symbol in file.symbols if symbol.definition.parent < 0 and not symbol.definition.owner]
        share = (1.0 if unused else _ALSO_USED) * size_factor(len(top))
        for symbol in top[:_MODULE_MEMBERS]:
            if symbol.definition.exported:
                yield Candidate(symbol, Source.MODULE, share * scene.prior(symbol), reason)
