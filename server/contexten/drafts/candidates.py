"""Where finished definitions like the target are looked for: its family, its name, its file, its folder, its imports.

Every search is bounded, so that a common name or a wide family costs no more than a rare one.
"""

from __future__ import annotations

import posixpath
from enum import StrEnum
from typing import TYPE_CHECKING

from contexten.drafts.site import CONSTRUCTORS, Site, lineage
from contexten.index.symbol import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MAX_SAME_NAME = 60
_MAX_FAMILY = 40
_MAX_PARENTS = 10
_MAX_FILES = 30


class Way(StrEnum):
    """How a candidate was found."""

    SAME_INTERFACE = "same interface"
    """The same method in a type with the same base or interface."""
    OVERRIDDEN = "overridden"
    """The method of a base that the target overrides."""
    NEAR = "near"
    """By its name, or in a file close by."""


def candidates(target: Site) -> Iterator[tuple[Symbol, Way]]:
    """Definitions that may be alike and how they were found; one may come by several ways, the best first."""
    index = target.index
    line = tuple(lineage(index, target.owner, depth=2)) if target.owner else ()
    yield from ((member, Way.SAME_INTERFACE) for member in _family(target, line))
    yield from ((member, Way.OVERRIDDEN) for member in _overridden(target, line))
    bases = base_names(target.owner)
    for symbol in _same_name(target):
        shares = bases and bases & _bases_around(target, symbol)
        yield symbol, Way.SAME_INTERFACE if shares else Way.NEAR
    for path in near_files(target):
        facts = index.facts(path)
        for definition in facts.definitions if facts else ():
            if definition.kind.is_callable:
                yield Symbol(path, definition, definition.name), Way.NEAR


def _overridden(target: Site, line: Sequence[Symbol]) -> Iterator[Symbol]:
    """The method of the target's name in its bases; a constructor is made for its own type alone."""
    if target.definition.name in CONSTRUCTORS:
        return
    for base in line[1:]:
        yield from (item for item in target.index.members(base, inherited=False) if item.name == target.definition.name)


def _same_name(target: Site) -> list[Symbol]:
    """The nearest definitions of the target's name; of a name that every class has only those in types like its own."""
    name, index = target.definition.name, target.index
    if not name.startswith("__"):
        return nearest_first(target, index.definitions(name))[:_MAX_SAME_NAME]
    named = [type_ for base in sorted(base_names(target.owner)) for type_ in index.inheriting(base)]
    types = nearest_first(target, named)[:_MAX_FAMILY]
    return [item for type_ in types for item in index.members(type_, inherited=False) if item.name == name]


def _family(target: Site, line: Sequence[Symbol]) -> Iterator[Symbol]:
    """The method of the target's name in the types beside its own: subtypes of its bases, and of those in turn."""
    index, name = target.index, target.definition.name
    level = list(line[1:_MAX_PARENTS])
    for _generation in range(2):
        named = [child for parent in level for child in index.inheriting(parent.name) if child != target.owner]
        nearest = nearest_first(target, named)[:_MAX_FAMILY]
        for child in nearest:
            found = [item for item in index.members(child, inherited=False) if item.name == name]
            if found and any(base in level for base in index.bases(child)):
                yield from found
        level = nearest[:_MAX_PARENTS]


def base_names(owner: Symbol | None) -> set[str]:
    """The names of the bases that tell something about a type."""
    plain = {"object", "Object", "ABC", "Protocol", "Generic", "Exception"}
    return {name.rsplit(".", 1)[-1] for name in owner.definition.bases} - plain if owner else set()


def _bases_around(target: Site, symbol: Symbol) -> set[str]:
    facts = target.index.facts(symbol.path)
    if facts is None or symbol.definition.parent < 0:
        return set()
    parent = facts.definitions[symbol.definition.parent]
    return base_names(Symbol(symbol.path, parent, parent.name))


def nearest_first(target: Site, symbols: Iterable[Symbol]) -> list[Symbol]:
    """The symbols whose files are closest to the target's come first."""
    return sorted(symbols, key=lambda symbol: (distance(target.path, symbol.path), symbol.path))


def distance(left: str, right: str) -> int:
    """How many folders lie between two files; 0 for the same file."""
    if left == right:
        return 0
    common = posixpath.commonpath([left, right]) if left[:1] == right[:1] == "/" else ""
    depth = len(common.split("/"))
    return 1 + len(left.split("/")) + len(right.split("/")) - 2 * depth


def near_files(target: Site) -> list[str]:
    """The target's own file first, then its folder, then what it imports."""
    folder = posixpath.dirname(target.path)
    beside = [path for path in target.index.in_folder(folder) if path != target.path]
    imported = [path for item in target.facts.imports for path in target.index.resolve_import(target.path, item)]
    stem = posixpath.splitext(target.path)[1]
    near = [path for path in dict.fromkeys([*sorted(beside), *imported]) if posixpath.splitext(path)[1] == stem]
    return [target.path, *near[:_MAX_FILES]]
