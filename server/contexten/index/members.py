"""What types and modules hold: their own and inherited members, what lies outside of them, bases and subtypes."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.resolve import DEFAULT, is_declaration, is_same, meaning, module_symbol, place_of, rules_at
from contexten.index.structural import implementing, interfaces_of
from contexten.index.words import last_part
from contexten.syntax.facts import Import, SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contexten.index.symbol import Symbol
    from contexten.index.view import IndexView


def members(view: IndexView, symbol: Symbol, *, inherited: bool = True) -> tuple[Symbol, ...]:
    """What a type or module holds, nearest first."""
    if symbol.definition.kind is SymbolKind.MODULE:
        if spaces := _namespace_files(view, symbol):
            return tuple(item for path in spaces for item in _top_level(view, path) if not is_same(item, symbol))
        file = _module_file(view, symbol)
        return tuple(_own_members(view, symbol)) if file is None else _module_members(view, file)
    found: dict[str, list[Symbol]] = {}
    for holder in lineage(view, symbol) if inherited else (symbol,):
        fresh: dict[str, list[Symbol]] = {}
        for member in _own_members(view, holder):
            if member.name not in found:
                fresh.setdefault(member.name, []).append(member)
        found.update(fresh)
    return tuple(member for group in found.values() for member in group)


def member(view: IndexView, symbol: Symbol, name: str) -> tuple[Symbol, ...]:
    """What `name` is in a type or module: the nearest of that name."""
    if symbol.definition.kind is SymbolKind.MODULE:
        if spaces := _namespace_files(view, symbol):
            inside = set(spaces) & set(view.defining(name))
            return tuple(item for path in sorted(inside) for item in view.at_top(path, name))
        file = _module_file(view, symbol)
        if file is None:
            return tuple(item for item in _own_members(view, symbol) if item.name == name)
        return meaning(view, file, name) or _submodule(view, file, name)
    for holder in lineage(view, symbol):
        place = place_of(view, holder)
        inside = (view.symbol(holder.path, index) for index in view.places_of(holder.path, name))
        found = [item for item in inside if item.definition.parent == place]
        found += [item for item in _owned(view, holder) if item.name == name]
        if found:
            return tuple(sorted(found, key=is_declaration))
    return ()


def bases(view: IndexView, symbol: Symbol) -> tuple[Symbol, ...]:
    """The types that a type names as its bases, then the interfaces that it has without naming them."""
    found: dict[tuple[str, int], Symbol] = {}
    for base in symbol.definition.bases:
        for candidate in _type_named(view, symbol, base):
            if not is_same(candidate, symbol):
                found.setdefault((candidate.path, candidate.definition.name_start), candidate)
    for interface in interfaces_of(view, symbol, tuple(found.values())):
        found.setdefault((interface.path, interface.definition.name_start), interface)
    return tuple(found.values())


def subtypes(view: IndexView, symbol: Symbol) -> tuple[Symbol, ...]:
    """The types that have this one as a base: they name it, perhaps otherwise, or have what it asks for."""
    names = {symbol.name, *_aliases(view, symbol)}
    named = [item for name in sorted(names) for item in view.inheriting(name)]
    found = {(item.path, item.definition.name_start): item for item in (*named, *implementing(view, symbol))}
    return tuple(item for item in found.values() if any(is_same(base, symbol) for base in view.bases(item)))


def holder_of(view: IndexView, symbol: Symbol) -> tuple[Symbol, ...]:
    """The type that a method or field belongs to: the one it stands in, or the one it names as its owner."""
    place = place_of(view, symbol)
    facts = view.outline(symbol.path)
    if facts is None or place < 0:
        return ()
    definition = facts.definitions[place]
    if definition.parent >= 0:
        parent = view.symbol(symbol.path, definition.parent)
        return (parent,) if parent.definition.kind.is_type else ()
    owners = view.resolve(symbol.path, definition.owner) if definition.owner else ()
    return tuple(owner for owner in owners if owner.definition.kind.is_type)


def lineage(view: IndexView, symbol: Symbol) -> Iterator[Symbol]:
    """The type and its bases, breadth first, each once."""
    queue, seen = [symbol], {(symbol.path, symbol.definition.name_start)}
    while queue:
        current = queue.pop(0)
        yield current
        for base in view.bases(current):
            key = (base.path, base.definition.name_start)
            if key not in seen:
                seen.add(key)
                queue.append(base)


def _namespace_files(view: IndexView, symbol: Symbol) -> list[str]:
    """The files that say they belong to a namespace, which is its name alone."""
    definition = symbol.definition
    is_name = definition.start != definition.end and definition.body is None
    if not is_name or not rules_at(view, symbol.path).namespaces:
        return []
    return [path for path in view.defining(symbol.name) if rules_at(view, path).namespaces]


def _module_file(view: IndexView, symbol: Symbol) -> str | None:
    """The file that a module is; None where its content stands in braces beside other things."""
    definition = symbol.definition
    if definition.start == definition.end:
        return symbol.path
    if definition.body is not None and len(definition.body):
        return None
    files = view.resolve_import(symbol.path, Import(module="self", start=0, end=0, name=symbol.name))
    return files[0] if files and files[0] != symbol.path else None


def _module_members(view: IndexView, path: str) -> tuple[Symbol, ...]:
    package = view.package_of(path)
    files = [path]
    if package:
        inside = view.in_folder(posixpath.dirname(path))
        files = [other for other in inside if view.package_of(other) == package]
    found = [symbol for file in files for symbol in _top_level(view, file)]
    names = {symbol.name for symbol in found}
    bound = (item.local_name for item in view.imports(path) if item.name and item.name != "*")
    passed_on = rules_at(view, path).passes_on
    fresh = [name for name in dict.fromkeys(bound) if passed_on and name not in names]
    return (*found, *(symbol for name in fresh for symbol in view.resolve(path, name)))


def _top_level(view: IndexView, path: str) -> Iterator[Symbol]:
    outline = view.outline(path)
    for index, item in enumerate(() if outline is None else outline.definitions):
        if item.parent < 0 and not item.owner:
            yield view.symbol(path, index)


def _submodule(view: IndexView, file: str, name: str) -> tuple[Symbol, ...]:
    """A module inside the package whose `__init__` is `file`."""
    if not rules_at(view, file).binds_first or not posixpath.basename(file).startswith("__init__."):
        return ()
    files = view.resolve_import(file, Import(module="", start=0, end=0, name=name, level=1))
    return tuple(module_symbol(view, inner) for inner in files[:1] if inner != file)


def _own_members(view: IndexView, symbol: Symbol) -> Iterator[Symbol]:
    facts = view.outline(symbol.path)
    if facts is None:
        return
    place = place_of(view, symbol)
    for index, item in enumerate(facts.definitions):
        if item.parent == place >= 0:
            yield view.symbol(symbol.path, index)
    yield from _owned(view, symbol)


def _owned(view: IndexView, symbol: Symbol) -> Iterable[Symbol]:
    """Methods outside of their type: in the file itself, the package (Go), or the crate (Rust)."""
    if symbol.definition.parent >= 0 or not symbol.definition.kind.is_type:
        return ()
    found = view.owned(symbol.name)
    return tuple(item for item in found if item.path == symbol.path or _sees(view, item.path, symbol))


def _sees(view: IndexView, path: str, symbol: Symbol) -> bool:
    return any(is_same(found, symbol) for found in view.resolve(path, symbol.name))


def _type_named(view: IndexView, symbol: Symbol, base: str) -> Iterator[Symbol]:
    bare = base
    for mark in "[<(":
        bare = bare.partition(mark)[0]
    bare = bare.strip().lstrip("*&")
    for candidate in _siblings(view, symbol, bare) or view.resolve(symbol.path, bare):
        if candidate.definition.kind.is_type:
            yield candidate


def _siblings(view: IndexView, symbol: Symbol, name: str) -> list[Symbol]:
    """Types called `name` beside a nested type."""
    facts = view.outline(symbol.path)
    place = place_of(view, symbol)
    parent = facts.definitions[place].parent if facts is not None and place >= 0 else -1
    if facts is None or parent < 0:
        return []
    beside = enumerate(facts.definitions)
    return [view.symbol(symbol.path, index) for index, item in beside if item.parent == parent and item.name == name]


def _aliases(view: IndexView, symbol: Symbol) -> set[str]:
    exported = {item.name for item in view.exports(symbol.path) if item.local == symbol.name} - {DEFAULT}
    return exported | {
        last_part(item.alias)
        for name in {symbol.name, *exported}
        for importer in view.importing(name)
        for item in view.imports(importer)
        if item.name == name and item.alias
    }
