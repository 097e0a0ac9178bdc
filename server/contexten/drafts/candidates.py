"""Where finished definitions like the target are looked for: its family, its name, its file, its folder, its imports.

Every search is bounded, so that a common name or a wide family costs no more than a rare one.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from contexten.drafts.site import CONSTRUCTORS, Site, lineage
from contexten.drafts.waiting import marked, unmarked
from contexten.drafts.words import similarity, split
from contexten.index.symbol import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MAX_SAME_NAME = 60
_MAX_FAMILY = 40
_MAX_PARENTS = 10
_MAX_FILES = 30
_MAX_VOTERS = 12
_MAX_TWINS = 6
_MAX_COMMON = 400


class Way(StrEnum):
    """How a candidate was found."""

    SAME_INTERFACE = "same interface"
    """The same method in a type with the same base or interface."""
    OVERRIDDEN = "overridden"
    """The method of a base that the target overrides."""
    TWIN = "twin"
    """In a type or a file that has the same names as the target's own."""
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
    yield from ((member, Way.TWIN) for type_ in _twin_types(target) for member in _alike(target, type_))
    for path in [*near_files(target), *_twin_files(target)]:
        facts = index.facts(path)
        for definition in facts.definitions if facts else ():
            if definition.kind.is_callable:
                yield Symbol(path, definition, definition.name), Way.NEAR


def _twin_types(target: Site) -> list[Symbol]:
    """The types that share the most method names with the target's own, and those of its very name elsewhere."""
    owner, index = target.owner, target.index
    if owner is None:
        return []
    votes: Counter[Symbol] = Counter()
    for member in index.members(owner, inherited=False)[:_MAX_VOTERS]:
        if member.definition.kind.is_callable and not (member.name.startswith("__") or member.name in CONSTRUCTORS):
            same = nearest_first(target, index.definitions(member.name))[:_MAX_SAME_NAME]
            votes.update(type_ for item in same if (type_ := _type_of(target, item)) is not None)
    votes.update({item: 2 for item in index.definitions(owner.definition.name) if item.definition.kind.is_type})
    votes.pop(owner, None)
    words = split(owner.definition.name)
    ranked = sorted(
        (item for item in votes if votes[item] > 1),
        key=lambda item: (-votes[item] * (0.5 + similarity(words, split(item.name))), item.path, item.definition.start),
    )
    return ranked[:_MAX_TWINS]


def _type_of(target: Site, member: Symbol) -> Symbol | None:
    outline = target.index.outline(member.path)
    if outline is None or member.definition.parent < 0:
        return None
    parent = outline.definitions[member.definition.parent]
    return Symbol(member.path, parent, outline.qualified_name(parent)) if parent.kind.is_type else None


def _alike(target: Site, type_: Symbol) -> Iterator[Symbol]:
    own = target.definition.name
    for member in target.index.members(type_, inherited=False):
        if member.name == own or member.name in {*marked(own), *unmarked(own)}:
            yield member


def _twin_files(target: Site) -> list[str]:
    """Files of the target's file's name in other folders, nearest first."""
    name, folder = posixpath.split(target.path)
    found = [path for path in target.index.paths() if path.endswith(f"/{name}") and path != target.path]
    return sorted(found, key=lambda path: (distance(target.path, path), path))[:_MAX_TWINS] if folder else []


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
        found = nearest_first(target, index.definitions(name))
        return found if len(found) <= _MAX_SAME_NAME else _of_owners_alike(target, found)[:_MAX_SAME_NAME]
    named = [type_ for base in sorted(base_names(target.owner)) for type_ in index.inheriting(base)]
    types = nearest_first(target, named)[:_MAX_FAMILY]
    return [item for type_ in types for item in index.members(type_, inherited=False) if item.name == name]


def _of_owners_alike(target: Site, found: Sequence[Symbol]) -> list[Symbol]:
    """The symbols of a common name: those first whose qualified name has the most words of the target's."""
    words = split(target.name)
    return sorted(found[:_MAX_COMMON], key=lambda item: -similarity(words, split(item.qualified_name)))


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
