"""What a name means where it is used: the definitions it certainly leads to, or nothing.

Unlike the callers that selection ranks, nothing is guessed here: a name on an object whose type the code does not show
means nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from contexten.codebase.world import NO_BLOCKS
from contexten.index.expressions import SELVES, class_around, types_at
from contexten.index.imports import rules_of
from contexten.index.resolve import gives_module, is_same, module_symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contexten.codebase.world import World
    from contexten.index.symbol import Symbol, Usage
    from contexten.syntax.facts import FileFacts, Import

_OUTSIDE = -1
_SCRIPTS = frozenset({"javascript", "typescript", "tsx"})
"""Languages in which `import "module"` gives no name."""


Bare = dict[tuple[int, str], tuple[tuple["Symbol", ...], int]]
"""What bare names of one file mean, by scope and name: for who asks for all uses of the file."""


def meant(world: World, usage: Usage, known: Bare | None = None) -> tuple[Symbol, ...]:
    """The definitions that a use means; () where it means a local value, something outside, or nobody can tell.

    `known` is filled, and is of the file of the use.
    """
    reference = usage.reference
    if known is None or reference.receiver:
        found, outermost = _unless_local(world, usage)
    else:
        key = reference.scope, reference.name
        found, outermost = known[key] if key in known else known.setdefault(key, _bare(world, usage))
    return () if not found or _is_local(world, usage, outermost) else found


def means(world: World, usage: Usage, target: Symbol) -> bool:
    """Whether `target` is among what a use means; quicker than `meant` where it is not."""
    found, outermost = _unless_local(world, usage)
    return within(target, found) and not _is_local(world, usage, outermost)


def binding_import(world: World, path: str, name: str, offset: int) -> tuple[int, Import] | None:
    """The import that gives `name` at `offset`, and its number in the file; None where none does, or something nearer.

    Of several it is the last one before, in the innermost function around that has one.
    """
    if world.shadow(path, name, offset) >= 0:
        return None
    found = [
        (number, item) for number, item in enumerate(world.view.imports(path)) if bound_name(world, path, item) == name
    ]
    if len(found) > 1:
        found = _in_scope(world, path, offset, found)
    before = [pair for pair in found if pair[1].start <= offset]
    return next(iter(before[::-1] or found), None)


def bound_name(world: World, path: str, item: Import) -> str:
    """The name that an import gives its file; empty where it gives none."""
    alone = not item.name and not item.alias
    return "" if alone and world.view.language_of(path) in _SCRIPTS else item.local_name


def is_aliased(item: Import) -> bool:
    """Whether an import gives what it imports another name."""
    return item.alias not in {"", item.name} and item.name not in {"*", "default"}


def import_meaning(world: World, path: str, item: Import) -> tuple[Symbol, ...]:
    """The definitions, or the module, that an import gives in the end; () for one of the outside."""
    key = ("import", path, item.start, item.module, item.name, item.alias)
    return world.remembered(key, lambda: _import_meaning(world, path, item))


def within(symbol: Symbol, others: Iterable[Symbol]) -> bool:
    """Whether `symbol` is one of `others`."""
    return any(is_same(symbol, other) for other in others)


def _import_meaning(world: World, path: str, item: Import) -> tuple[Symbol, ...]:
    view = world.view
    files = view.resolve_import(path, item)
    if not files:
        return ()
    if gives_module(view, path, item, files[0]):
        return (module_symbol(view, files[0]),)
    if item.name != "default" and rules_of(view.language_of(files[0])).passes_on:
        for file in files:
            if found := view.resolve(file, item.name):
                return found
    return view.resolve(path, item.local_name)


def _unless_local(world: World, usage: Usage) -> tuple[tuple[Symbol, ...], int]:
    """What a use means if its first name is not local, and from where on a function would have to bind that to hide it.

    Local names are looked at last, because that takes reading the file's tree.
    """
    reference = usage.reference
    if not reference.receiver:
        return _bare(world, usage)
    holders = types_at(world.view, _evaluated(world, usage), _plain(reference.receiver))
    return tuple(item for holder in holders for item in world.view.member(holder, reference.name)), -1


def _is_local(world: World, usage: Usage, outermost: int) -> bool:
    reference = usage.reference
    if reference.receiver:
        return _is_unknown_local(world, usage, _plain(reference.receiver))
    return world.shadow(usage.path, reference.name, reference.start) > outermost


def _bare(world: World, usage: Usage) -> tuple[tuple[Symbol, ...], int]:
    path, reference = usage.path, usage.reference
    outline = world.outline(path)
    for parent in _parents(outline, reference.scope):
        if found := _inside(world, path, outline, parent, reference.name):
            return found, outline.definitions[parent].body_start
    return _of_types_around(world, usage, outline.language) or world.view.resolve(path, reference.name), -1


def _of_types_around(world: World, usage: Usage, language: str) -> tuple[Symbol, ...]:
    """The member that a bare name means, in the languages that call members so."""
    holders = class_around(world.view, usage) if rules_of(language).bare_members else ()
    members = (world.view.member(holder, usage.reference.name) for holder in holders)
    return next((found for found in members if found), ())


def _inside(world: World, path: str, outline: FileFacts, parent: int, name: str) -> tuple[Symbol, ...]:
    """What is called `name` directly inside the function number `parent`; a type's members need a receiver."""
    if outline.definitions[parent].kind.is_type:
        return ()
    return tuple(world.view.symbol(path, number) for number in world.inside(path).get((parent, name), ()))


def _parents(outline: FileFacts, scope: int) -> Iterator[int]:
    while scope > _OUTSIDE:
        yield scope
        scope = outline.definitions[scope].parent


def _in_scope(world: World, path: str, offset: int, found: list[tuple[int, Import]]) -> list[tuple[int, Import]]:
    """Those of the imports that stand in the innermost function around `offset`; else those in no function."""
    around = [span for span in world.details(path).functions if offset in span]
    for span in sorted(around, key=len):
        inside = [pair for pair in found if pair[1].start in span]
        if inside:
            return inside
    functions = world.details(path).functions
    return [pair for pair in found if not any(pair[1].start in span for span in functions)] or found


def _evaluated(world: World, usage: Usage) -> Usage:
    """The use with the scope it is evaluated in: Python's decorators, annotations and defaults stand outside."""
    around = usage.scope
    inside = around is None or not around.kind.is_callable or usage.reference.start >= around.body_start
    if around is None or inside or world.view.language_of(usage.path) not in NO_BLOCKS:
        return usage
    definitions = world.outline(usage.path).definitions
    scope = around.parent
    outer = structs.replace(usage.reference, scope=scope)
    return replace(usage, reference=outer, scope=definitions[scope] if scope >= 0 else None)


def _plain(receiver: str) -> str:
    plain = receiver.strip("& ").removeprefix("await ").replace("->", ".").replace("?.", ".")
    return plain.strip("()& ").removeprefix("await ") if plain.startswith("(") else plain


def _is_unknown_local(world: World, usage: Usage, receiver: str) -> bool:
    """Whether the first name is a local value of which the code shows no type."""
    first = receiver.split(".", 1)[0]
    name = first.partition("(")[0].partition("[")[0]
    path, reference = usage.path, usage.reference
    if name in SELVES or world.shadow(path, name, reference.start) < 0:
        return False
    outline = world.outline(path)
    if any(item.name == name for item in outline.bindings):
        return False
    typed = (
        parameter
        for parent in _parents(outline, reference.scope)
        for parameter in outline.definitions[parent].parameters
    )
    return not any(item.name == name and (item.type or item.receiver) for item in typed)
