"""Where something is used, and what something uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.codebase.kinds import UsageKind, UsageType
from contexten.codebase.meaning import Bare, binding_import, bound_name, import_meaning, means, meant, within
from contexten.codebase.usage import Usage, usage_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contexten.codebase.file import File
    from contexten.codebase.imports import Import
    from contexten.codebase.symbol import Symbol
    from contexten.codebase.world import World
    from contexten.index.symbol import Symbol as IndexSymbol
    from contexten.index.symbol import Usage as IndexUsage
    from contexten.syntax.facts import Reference
    from contexten.text import Span

_DEFAULT = "default"


def usages_of(world: World, path: str, number: int) -> tuple[Usage, ...]:
    """Every use of one definition."""
    return world.remembered(("usages", path, number), lambda: _usages(world, path, number))


def uses_of(world: World, path: str, number: int) -> tuple[tuple[Import, ...], tuple[IndexUsage, ...]]:
    """The imports that give a definition in the end, and every other place that certainly means it."""
    return world.remembered(("uses", path, number), lambda: _uses(world, path, number))


def usages_of_import(world: World, path: str, number: int) -> list[Usage]:
    """Every use, in its own file, of the name that an import gives."""
    name = bound_name(world, path, world.view.imports(path)[number])
    found = (usage.reference for usage in world.view.usages_in(path, name) if name and not usage.reference.receiver)
    bound = ((reference, binding_import(world, path, name, reference.start)) for reference in found)
    return [usage_at(world, path, item, of_import=True) for item, given in bound if given and given[0] == number]


def usages_of_file(world: World, path: str) -> list[Usage]:
    """The imports that give a file itself as a module, then every use of their names."""
    imports = [item for other in _importing(world, path) for item in _module_imports(world, other, path)]
    return [usage for item in imports for usage in (_imported(item), *usages_of_import(world, item.path, item.number))]


def imports_from(world: World, path: str) -> list[Import]:
    """The imports in other files that ask a file for itself or for something of it."""
    from contexten.codebase.imports import Import

    return [
        Import(world, other, number)
        for other in _importing(world, path)
        for number, item in enumerate(world.view.imports(other))
        if path in world.view.resolve_import(other, item)
    ]


def symbol_usages_of(usages: Iterable[Usage]) -> list[Symbol | File | Import]:
    """Who stands behind these usages, each once, in their order."""
    return list(dict.fromkeys(_counted(usage) for usage in usages))


def dependencies_in(world: World, path: str, span: Span) -> list[Symbol | Import]:
    """What the code in a range of a file names of the file's other symbols and of its imports."""
    from contexten.codebase.imports import Import
    from contexten.codebase.make import symbols_of

    found: dict[Symbol | Import, int] = {}
    for reference in world.facts(path).references:
        if reference.start not in span or reference.receiver:
            continue
        bound = binding_import(world, path, reference.name, reference.start)
        if bound is not None:
            found.setdefault(Import(world, path, bound[0]), bound[1].start)
            continue
        for symbol in symbols_of(world, (item for item in _meant_at(world, path, reference) if item.path == path)):
            if not span.covers(symbol.span) and not symbol.span.covers(span):
                found.setdefault(symbol, symbol.start_byte)
    return sorted(found, key=lambda item: found[item])


def edges_of(world: World, path: str) -> int:
    """How many pairs of a use in one file and a definition that it means there are."""
    return world.remembered(("edges", path), lambda: _edges(world, path))


def _edges(world: World, path: str) -> int:
    known: Bare = {}
    return sum(len(_meant_at(world, path, reference, known)) for reference in world.facts(path).references)


def _meant_at(world: World, path: str, reference: Reference, known: Bare | None = None) -> tuple[IndexSymbol, ...]:
    from contexten.codebase.usage import index_usage

    return meant(world, index_usage(world, path, reference), known)


def _usages(world: World, path: str, number: int) -> tuple[Usage, ...]:
    imports, uses = uses_of(world, path, number)
    found = [*map(_imported, imports), *(usage_at(world, usage.path, usage.reference) for usage in uses)]
    return tuple(sorted(found, key=lambda usage: (usage.match.filepath, usage.match.start_byte)))


def _uses(world: World, path: str, number: int) -> tuple[tuple[Import, ...], tuple[IndexUsage, ...]]:
    target = world.view.symbol(path, number)
    imports, names = _imports_of(world, target) if target.definition.parent < 0 else ([], [target.name])
    used = ((other, name) for name in names for other in _using(world, target, name))
    uses = (usage for other, name in used for usage in world.uses_in(other, name))
    return tuple(imports), tuple(usage for usage in uses if means(world, usage, target))


def _using(world: World, target: IndexSymbol, name: str) -> Iterator[str]:
    """The files that can use a definition by `name`: what stands in a function is seen in its own file only."""
    parent = target.definition.parent
    around = world.outline(target.path).definitions[parent] if parent >= 0 else None
    if around is not None and around.kind.is_callable:
        yield target.path
        return
    yield from (path for path in world.view.using(name) if world.has(path))


def _imports_of(world: World, target: IndexSymbol) -> tuple[list[Import], list[str]]:
    """The imports that give a top-level definition in the end, and all names it has anywhere."""
    from contexten.codebase.imports import Import

    found: dict[Import, None] = {}
    exported = (item.name for item in world.view.exports(target.path) if item.local == target.name)
    names = list(dict.fromkeys((target.name, *(name for name in exported if name != _DEFAULT))))
    for name in names:
        for path in _candidates(world, target, name):
            for number, item in enumerate(world.view.imports(path)):
                if item.name in {name, _DEFAULT} and within(target, import_meaning(world, path, item)):
                    found.setdefault(Import(world, path, number))
                    names += [item.local_name] if item.local_name not in {"", *names} else []
    return list(found), names


def _candidates(world: World, target: IndexSymbol, name: str) -> list[str]:
    importing = world.view.importing(name)
    if name == target.name:
        importing = {*importing, *world.view.importers(target.path)}
    return sorted(path for path in importing if world.has(path))


def _importing(world: World, path: str) -> list[str]:
    return [other for other in world.view.importers(path) if world.has(other)]


def _module_imports(world: World, other: str, path: str) -> Iterator[Import]:
    from contexten.codebase.imports import Import

    for number, item in enumerate(world.view.imports(other)):
        if any(_is_module(found, path) for found in import_meaning(world, other, item)):
            yield Import(world, other, number)


def _is_module(found: IndexSymbol, path: str) -> bool:
    return found.path == path and found.definition.start == found.definition.end


def _imported(item: Import) -> Usage:
    return Usage(item.symbol_name, item, None, UsageType.DIRECT, UsageKind.IMPORTED)


def _counted(usage: Usage) -> Symbol | File | Import:
    from contexten.codebase.symbol import Symbol

    user = usage.usage_symbol
    return user.parent_symbol if isinstance(user, Symbol) else user
