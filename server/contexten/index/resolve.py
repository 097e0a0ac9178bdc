"""What a name means: the file's own top level, its imports with re-exports followed, its package."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec import structs

from contexten.index.imports import rules_of
from contexten.index.imports.rules import ambient_nowhere, sees_nothing
from contexten.index.structural import MANY_FILES
from contexten.index.symbol import Symbol
from contexten.syntax.facts import Definition, Import, SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.index.imports import ImportRules
    from contexten.index.view import IndexView

_MAX_HOPS = 8
_MANY_FILES = 8
"""Of an import of more files, a namespace's, only those that define the name are looked into."""
DEFAULT = "default"
"""The name under which a default export is known."""
_STUB = re.compile(r"(?:\w+\.)*overload$")


def resolve(view: IndexView, path: str, name: str) -> tuple[Symbol, ...]:
    """What `name`, bare or dotted, means in the file at `path`; best first."""
    dotted = name.replace("::", ".")
    found, rest = _imported_module(view, path, dotted)
    if not found:
        first, *rest = dotted.split(".")
        found = meaning(view, path, first)
    for part in rest:
        found = tuple(item for symbol in found for item in view.member(symbol, part))
    return _defined(view, found) if rules_at(view, path).declared_apart else found


def meaning(view: IndexView, path: str, name: str) -> tuple[Symbol, ...]:
    """What a bare `name` means at the top level of the file at `path`; best first."""
    return _bare(view, path, name, set())


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
    if not rules_at(view, file).binds_first or module_symbol(view, file).name != item.name:
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


def is_declaration(symbol: Symbol) -> bool:
    """Whether a function is declared here and defined elsewhere, or only one of its signatures."""
    definition = symbol.definition
    if not definition.kind.is_callable:
        return False
    return definition.body is None or any(map(_STUB.match, definition.decorators))


def rules_at(view: IndexView, path: str) -> ImportRules:
    """How imports work in the language of the file at `path`."""
    return rules_of(view.language_of(path))


def _bare(view: IndexView, path: str, name: str, seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    if (path, name) in seen or len(seen) > _MAX_HOPS * 8:
        return ()
    seen.add((path, name))
    steps = (_own, _imported, _exported, _star_imported, _same_package, _beside, _module, _ambient)
    return next((found for step in steps if (found := step(view, path, name, seen))), ())


def _own(view: IndexView, path: str, name: str, _seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    found = view.at_top(path, name)
    return found if len(found) < 2 else tuple(sorted(found, key=is_declaration))


def _imported(view: IndexView, path: str, name: str, seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    found: dict[tuple[str, int, str], Symbol] = {}
    bound = rules_at(view, path).binds_package
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
    rules = rules_at(view, path)
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
    return (one.owner or "") == owner and one.parent < 0 and rules_at(view, other.path).declared_apart


def _is_dotted(view: IndexView, path: str, item: Import) -> bool:
    """Whether it is Python's `import a.b`, which binds `a`."""
    return not item.name and not item.alias and "." in item.module and rules_at(view, path).binds_first


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


def _meaning(view: IndexView, path: str, item: Import, seen: set[tuple[str, str]]) -> Iterator[Symbol]:
    if _is_dotted(view, path, item):
        item = Import(module=item.module.partition(".")[0], start=item.start, end=item.end)
    files = view.resolve_import(path, item)
    if files and gives_module(view, path, item, files[0]):
        yield module_symbol(view, files[0])
        return
    for file in files:
        found = _default(view, file, item, seen) if item.name == DEFAULT else _bare(view, file, item.name, seen)
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
    if passed_on := _exported(view, file, DEFAULT, seen) or _imported(view, file, DEFAULT, seen):
        return passed_on
    for name in (*stated, DEFAULT, item.alias, module_symbol(view, file).name):
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
                found = _bare(view, file, name, seen) if rules_at(view, file).passes_on else view.at_top(file, name)
                if found:
                    return found
    return ()


def _same_package(view: IndexView, path: str, name: str, _seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    package = view.package_of(path)
    if not package:
        return ()
    rules, folder = rules_at(view, path), posixpath.dirname(path)
    packages = rules.outer_packages(package)
    found = [other for other in view.defining(name) if other != path and view.package_of(other) in packages]
    others = [other for other in found if rules.packages_anywhere or posixpath.dirname(other) == folder]
    others.sort(key=lambda other: packages.index(view.package_of(other)))
    return tuple(symbol for other in others for symbol in view.at_top(other, name))


def _beside(view: IndexView, path: str, name: str, _seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    sees = rules_at(view, path).sees
    if sees is sees_nothing:
        return ()
    found = (other for other in view.defining(name) if other != path and sees(path, other))
    return tuple(symbol for other in found for symbol in view.at_top(other, name))


def _module(view: IndexView, path: str, name: str, _seen: set[tuple[str, str]]) -> tuple[Symbol, ...]:
    return tuple(module_symbol(view, file) for file in view.modules_named(path, name))
