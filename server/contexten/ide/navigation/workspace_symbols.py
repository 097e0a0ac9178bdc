"""The definitions of the whole workspace that some letters fit, best first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.ide.navigation.fuzzy import fit
from contexten.syntax.facts import SymbolKind
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contexten.index.atlas import Atlas
    from contexten.workspace.snapshot import Snapshot

_MOST_NAMES = 200
_MOST_COMPARED = 2500
"""Of more names that have the letters those are left out that are long or begin otherwise."""
_ENOUGH = 4
"""So many times the wanted number of symbols are compared; where something stands before the name, more."""
_LOOKED_AT = 512
"""Names between two looks at whether anyone still waits."""
_KINDS = tuple(SymbolKind)
_TYPE, _TEST, _MEMBER, _VALUE = 10, -60, -5, -40
"""What counts more, types; and less: code of tests, members, variables and fields."""


@dataclass(frozen=True, slots=True)
class FoundSymbol:
    """One definition, as far as it is known without reading its file."""

    name: str
    kind: SymbolKind
    path: str
    container: str
    """The name of the type it belongs to; empty for none."""
    span: Span
    """Its name."""


def workspace_symbols(
    snapshot: Snapshot,
    query: str,
    languages: frozenset[str],
    *,
    most: int,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[FoundSymbol, ...]:
    """At most `most` definitions in these languages whose names the letters of `query` fit, best first.

    What stands before a dot, `::` or space must fit the type it belongs to or its path. Empty for an empty query, and
    where `stop` says that nobody waits any more.
    """
    *around, wanted = query.replace("::", ".").replace("#", ".").replace(" ", ".").split(".")
    if not wanted or not snapshot.index.files:
        return ()
    atlas = snapshot.index.atlas
    names = _names(atlas, wanted, stop)
    if stop():
        return ()
    enough = most * _ENOUGH * (_ENOUGH if around else 1)
    scored = ((score + _bonus(atlas, symbol), symbol) for score, symbol in _symbols(atlas, names, languages, enough))
    ordered = sorted(scored, key=lambda item: (-item[0], int(atlas.place[item[1]])))
    found = (_found(atlas, symbol) for _, symbol in ordered)
    kept = (item for item in found if all(_is_around(part, item, snapshot) for part in around if part))
    return tuple(item for item, _ in zip(kept, range(most), strict=False))


def _names(atlas: Atlas, wanted: str, stop: Callable[[], bool]) -> list[tuple[int, int]]:
    """The best names: score and number."""
    scored: list[tuple[int, int]] = []
    for place, number in enumerate(atlas.names_holding(wanted, _MOST_COMPARED)):
        if place % _LOOKED_AT == 0 and stop():
            return []
        if score := fit(wanted, atlas.text_of(number)):
            scored.append((-score, number))
    return [(-score, number) for score, number in sorted(scored)[:_MOST_NAMES]]


def _symbols(
    atlas: Atlas, names: list[tuple[int, int]], languages: frozenset[str], enough: int
) -> Iterator[tuple[int, int]]:
    wanted = {number for number, language in enumerate(atlas.languages) if language in languages}
    for score, name in names:
        symbols = atlas.symbols_named(name)[:enough]
        known = atlas.language[atlas.file[symbols]].tolist()
        kept = [symbol for symbol, language in zip(symbols.tolist(), known, strict=True) if language in wanted]
        yield from ((score, symbol) for symbol in kept)
        enough -= len(kept)
        if enough <= 0:
            return


def _bonus(atlas: Atlas, symbol: int) -> int:
    kind = _KINDS[int(atlas.kind[symbol])]
    value = _TYPE if kind.is_type else 0 if kind.is_callable else _VALUE
    return value + _TEST * bool(atlas.is_test[symbol]) + _MEMBER * bool(atlas.parent[symbol] >= 0)


def _found(atlas: Atlas, symbol: int) -> FoundSymbol:
    name, parent = atlas.text_of(atlas.name[symbol]), int(atlas.parent[symbol])
    start = int(atlas.name_start[symbol])
    owner = int(atlas.name[parent]) if parent >= 0 else int(atlas.owner[symbol])
    return FoundSymbol(
        name=name,
        kind=_KINDS[int(atlas.kind[symbol])],
        path=atlas.path_of(int(atlas.file[symbol])),
        container=atlas.text_of(owner),
        span=Span(start, start + len(name.encode("utf-8", "surrogatepass"))),
    )


def _is_around(part: str, found: FoundSymbol, snapshot: Snapshot) -> bool:
    return bool(fit(part, found.container)) or part.lower() in snapshot.relative(found.path).lower()
