"""What a name means: the file's own top level, its imports with re-exports followed, its package; what types hold."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec import structs

from contexten.index.imports import rules_of
from contexten.index.imports.rules import ambient_nowhere, sees_nothing
from contexten.index.structural import MANY_FILES, implementing, interfaces_of
from contexten.index.symbol import Symbol
from contexten.index.words import last_part
from contexten.syntax.facts import Definition, Import, SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contexten.index.imports import ImportRules
    from contexten.index.view import IndexView

_MAX_HOPS = 8
_MANY_FILES = 8
"""Of an import of more files, a namespace's, only those that define the name are looked into."""
_DEFAULT = "default"
_STUB = re.compile(r"(?:\w+\.)*overload$")


def resolve(view: IndexView, path: str, name: str) -> tuple[Symbol, ...]:
    """What `name`, bare or dotted, means in the file at `path`; best first."""
    dotted = name.replace("::", ".")
    found, rest = _imported_module(view, path, dotted)
    if not found:
        first, *rest = dotted.split(".")
        found = _bare(view, path, first, set())
    for part in rest:
        found = tuple(item for symbol in found for item in view.member(symbol, part))
    return _defined(view, found) if _rules(view, path).declared_apart else found


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
        return _bare(view, file, name, set()) or _submodule(view, file, name)
    for holder in lineage(view, symbol):
        place = place_of(view, holder)
        inside = (view.symbol(holder.path, index) for index in view.places_of(holder.path, name))
        found = [item for item in inside if item.definition.parent == place]
        found += [item for item in _owned(view, holder) if item.name == name]
        if found:
            return tuple(sorted(found, key=_is_declaration))
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


def is_same(one: Symbol, other: Symbol) -> bool:
    """Whether two Symbols name one definition; one of them may come from a tree look-up, with another parent index."""
    return (
        one.path == other.path and one.definition.name_start == other.definition.name_start and one.name == other.name
    )


def module_symbol(view: IndexView, path: str) -> Symbol:
    """The file itself as a Symbol: an empty span at its start."""
    folder, file = posixpath.split(path)
    stem = file.partition(".")[0]
    name = posixpath.basename(folder) if stem in {"__init__", "index", "mod"} else stem
    facts = view.outline(path)
    doc = "" if facts is None else facts.doc
    definition = Definition(name=name, kind=SymbolKind.MODULE, start=0, end=0, name_start=0, doc=doc)
    return Symbol(path, definition, name)


def gives_module(view: IndexView, path: str, item: Import, file: str) -> bool:
    """Whether an import that means the file `file` gives it as a module, and not something in it.

    `from pkg import mod` does where `mod` is a module of its own in the package.
    """
    if not item.name or item.name == "*":
        return True
    if not _rules(view, file).binds_first or module_symbol(view, file).name != item.name:
        return False
    return file not in view.resolve_import(path, structs.replace(item, name="*", alias=""))


def place_of(view: IndexView, symbol: Symbol) -> int:
    """The index of a Symbol's definition in the facts of its file, -1 where it is not there."""
    outline = view.outline(symbol.path)
    if outline is None:
        return -1
    start, definitions = symbol.definition.name_start, outline.definitions
    inside = view.places_of(symbol.path, symbol.name)
    return next((index for index in inside if definitions[index].name_start == start), -1)


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


def _bare(view: IndexView, path: str, name: str, seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    if (path, name) in seen or len(seen) > _MAX_HOPS * 8:
        return ()
    seen.add((path, name))
    steps = (_own, _imported, _exported, _star_imported, _same_package, _beside, _module, _ambient)
    return next((found for step in steps if (found := step(view, path, name, seen))), ())


def _own(view: IndexView, path: str, name: str, _seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    found = view.at_top(path, name)
    return found if len(found) < 2 else tuple(sorted(found, key=_is_declaration))


def _is_declaration(symbol: Symbol) -> bool:
    """Whether a function is declared here and defined elsewhere, or only one of its signatures."""
    definition = symbol.definition
    if not definition.kind.is_callable:
        return False
    return definition.body is None or any(map(_STUB.match, definition.decorators))


def _imported(view: IndexView, path: str, name: str, seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    found: dict[tuple[str, int, str], Symbol] = {}
    bound = _rules(view, path).binds_package
    for item in view.imports(path):
        if item.local_name == name or (bound and _binds(view, path, item, name)):
            for symbol in _meaning(view, path, item, seen):
                found.setdefault((symbol.path, symbol.definition.name_start, symbol.name), symbol)
    return tuple(found.values())


def _binds(view: IndexView, path: str, item: Import, name: str) -> bool:
    """Whether an import binds the name of a package, which need not be that of its folder."""
    files = view.resolve_import(path, item) if not item.alias and not item.name else ()
    return bool(files) and view.package_of(files[0]) == name


def _exported(view: IndexView, path: str, name: str, seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    """What other files know by that name, though the file itself calls it otherwise."""
    found = (_bare(view, path, item.local, seen) for item in view.exports(path) if item.name == name)
    return next((symbols for symbols in found if symbols), ())


def _ambient(view: IndexView, path: str, name: str, _seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    """What files such as `globals.d.ts` declare for every other one."""
    rules = _rules(view, path)
    if rules.ambient is ambient_nowhere:
        return ()
    declaring = (other for other in view.defining(name) if other != path and rules.ambient(other))
    return tuple(symbol for other in declaring if _is_script(view, other) for symbol in view.at_top(other, name))


def _is_script(view: IndexView, path: str) -> bool:
    """Whether what a file declares is global: it neither imports nor exports, or it says so."""
    outline = view.outline(path)
    if outline is None or not (view.imports(path) or view.exports(path)):
        tops = () if outline is None else [item for item in outline.definitions if item.parent < 0]
        modules = any(item.signature.startswith('declare module "') for item in tops)
        return modules or not any(item.signature.startswith("export ") for item in tops)
    return view.defines(path, "global")


def _defined(view: IndexView, found: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    """Before functions that are only declared, those of their name that are defined, with as many parameters first."""
    declared = [item for item in found if item.definition.kind.is_callable and item.definition.body is None]
    defined: dict[tuple[str, int], Symbol] = {}
    for item in declared:
        known = view.definitions(item.name) if len(view.defining(item.name)) <= MANY_FILES else ()
        others = [other for other in known if _defines(view, other, item)]
        count = len(item.definition.parameters)
        others.sort(key=lambda other: len(other.definition.parameters) != count)
        defined |= {(other.path, other.definition.name_start): other for other in others}
    known = {(item.path, item.definition.name_start): item for item in found}
    return tuple((defined | known).values())


def _defines(view: IndexView, other: Symbol, declared: Symbol) -> bool:
    one, two = other.definition, declared.definition
    if one.body is None or not one.kind.is_callable or not one.exported:
        return False
    owner = two.owner or (declared.qualified_name.split(".")[-2:-1] or [""])[0]
    return (one.owner or "") == owner and one.parent < 0 and _rules(view, other.path).declared_apart


def _is_dotted(view: IndexView, path: str, item: Import) -> bool:
    """Whether it is Python's `import a.b`, which binds `a`."""
    return not item.name and not item.alias and "." in item.module and _rules(view, path).binds_first


def _imported_module(view: IndexView, path: str, dotted: str) -> tuple[tuple[Symbol, ...], list[str]]:
    """The module that `import a.b` makes known by its whole name, and what is left of the dotted name behind it."""
    best: tuple[tuple[Symbol, ...], list[str]] = ((), [])
    length = 0
    for item in view.imports(path) if "." in dotted else ():
        module = item.module
        if len(module) > length and f"{dotted}.".startswith(f"{module}.") and _is_dotted(view, path, item):
            files = view.resolve_import(path, item)
            if files:
                rest = [part for part in dotted[len(module) :].split(".") if part]
                best, length = ((module_symbol(view, files[0]),), rest), len(module)
    return best


def _submodule(view: IndexView, file: str, name: str) -> tuple[Symbol, ...]:
    """A module inside the package whose `__init__` is `file`."""
    if not _rules(view, file).binds_first or not posixpath.basename(file).startswith("__init__."):
        return ()
    files = view.resolve_import(file, Import(module="", start=0, end=0, name=name, level=1))
    return tuple(module_symbol(view, inner) for inner in files[:1] if inner != file)


def _meaning(view: IndexView, path: str, item: Import, seen: set[tuple[str, str]]) -> Iterator[Symbol]:
    if _is_dotted(view, path, item):
        item = Import(module=item.module.partition(".")[0], start=item.start, end=item.end)
    files = view.resolve_import(path, item)
    if files and gives_module(view, path, item, files[0]):
        yield module_symbol(view, files[0])
        return
    for file in files:
        found = _default(view, file, item, seen) if item.name == _DEFAULT else _bare(view, file, item.name, seen)
        if found:
            yield from found
            return
    for file in files:
        # `use a::Enum::Variant` and `import static a.Type.member` name something inside a type of the file.
        for holder in view.at_top(file, item.module.replace("::", ".").rsplit(".", 1)[-1]):
            if found := view.member(holder, item.name):
                yield from found
                return
    for file in files:
        if module_symbol(view, file).name == item.name:
            yield module_symbol(view, file)
            return


def _default(view: IndexView, file: str, item: Import, seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    """A default export is stated; else its alias, its file's name or its being alone tells which one it is."""
    outline = view.outline(file)
    tops = () if outline is None else [item for item in outline.definitions if item.parent < 0 and item.exported]
    stated = [top.name for top in tops if top.signature.startswith("export default")]
    if passed_on := _exported(view, file, _DEFAULT, seen) or _imported(view, file, _DEFAULT, seen):
        return passed_on
    for name in (*stated, _DEFAULT, item.alias, module_symbol(view, file).name):
        if name and (found := view.at_top(file, name)):
            return found
    return view.at_top(file, tops[0].name) if len(tops) == 1 else ()


def _star_imported(view: IndexView, path: str, name: str, seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    for item in view.imports(path):
        if item.name == "*" and not item.alias:
            files = view.resolve_import(path, item)
            if len(files) > _MANY_FILES:
                known = frozenset(view.defining(name))
                files = tuple(file for file in files if file in known)
            for file in files:
                found = _bare(view, file, name, seen) if _rules(view, file).passes_on else view.at_top(file, name)
                if found:
                    return found
    return ()


def _same_package(view: IndexView, path: str, name: str, _seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    package = view.package_of(path)
    if not package:
        return ()
    rules, folder = _rules(view, path), posixpath.dirname(path)
    packages = rules.outer_packages(package)
    found = [other for other in view.defining(name) if other != path and view.package_of(other) in packages]
    others = [other for other in found if rules.packages_anywhere or posixpath.dirname(other) == folder]
    others.sort(key=lambda other: packages.index(view.package_of(other)))
    return tuple(symbol for other in others for symbol in view.at_top(other, name))


def _beside(view: IndexView, path: str, name: str, _seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    sees = _rules(view, path).sees
    if sees is sees_nothing:
        return ()
    found = (other for other in view.defining(name) if other != path and sees(path, other))
    return tuple(symbol for other in found for symbol in view.at_top(other, name))


def _module(view: IndexView, path: str, name: str, _seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    return tuple(module_symbol(view, file) for file in view.modules_named(path, name))


def _namespace_files(view: IndexView, symbol: Symbol) -> list[str]:
    """The files that say they belong to a namespace, which is its name alone."""
    definition = symbol.definition
    is_name = definition.start != definition.end and definition.body is None
    if not is_name or not _rules(view, symbol.path).namespaces:
        return []
    return [path for path in view.defining(symbol.name) if _rules(view, path).namespaces]


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
    passed_on = _rules(view, path).passes_on
    fresh = [name for name in dict.fromkeys(bound) if passed_on and name not in names]
    return (*found, *(symbol for name in fresh for symbol in view.resolve(path, name)))


def _top_level(view: IndexView, path: str) -> Iterator[Symbol]:
    outline = view.outline(path)
    for index, item in enumerate(() if outline is None else outline.definitions):
        if item.parent < 0 and not item.owner:
            yield view.symbol(path, index)


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
    exported = {item.name for item in view.exports(symbol.path) if item.local == symbol.name} - {_DEFAULT}
    return exported | {
        last_part(item.alias)
        for name in {symbol.name, *exported}
        for importer in view.importing(name)
        for item in view.imports(importer)
        if item.name == name and item.alias
    }


def _rules(view: IndexView, path: str) -> ImportRules:
    return rules_of(view.language_of(path))
