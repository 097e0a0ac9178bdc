"""Imports of JavaScript and TypeScript: relative paths, `paths`, packages of the workspace, declared modules.

Source: "Module resolution" of the TypeScript handbook (`moduleResolution: bundler`), without `node_modules`. What a
package exports is often built from its sources: a file that is not there is looked for where its source would stand.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules, around

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contexten.index.project import Project
    from contexten.index.projects.node import Package, Subpaths
    from contexten.index.projects.tsconfig import PathAliases
    from contexten.syntax.facts import Import

_ENDINGS = (".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".d.mts", ".d.cts")
_WRITTEN = {".js": (".ts", ".tsx", ".d.ts", ".jsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
"""A TypeScript source names the file that will be compiled: `./a.js` means `a.ts`."""
_BUILT = frozenset({"dist", "lib", "build", "out", "es", "esm", "cjs", "types", "output", "module", "dist-types"})
_MAINS = ("src/index", "index", "lib/index", "src/main")
_CUSTOMARY = (("@/", ("src/", "")), ("~/", ("src/", "", "app/")), ("$lib/", ("src/lib/",)), ("src/", ("src/",)))
"""Prefixes that bundlers are told of in code, and the folders they stand for in most projects."""
_BARE = "\0bare"
"""The word of every import that is no path: a `.d.ts` can declare any of them."""


def _keys(item: Import) -> tuple[str, ...]:
    stem = _stem(item.module.rstrip("/").rsplit("/", 1)[-1])
    named = (item.name,) if item.name not in {"", "*"} else ()
    return (stem, *named) if item.module.startswith((".", "/")) else (stem, *named, _BARE)


def _file_keys(path: str, project: Project) -> tuple[str, ...]:
    folder, name = posixpath.split(path)
    keys = [_stem(name)]
    if keys[0] == "index":
        keys += [posixpath.basename(folder), "", "."]
    if _is_declarations(path):
        keys.append(_BARE)
    for place in around(path):
        package = project.packages_by_folder.get(place)
        if package is not None:
            keys.append(_stem(package.name.rsplit("/", 1)[-1]))
            keys.append(posixpath.basename(place))
            keys += [_stem(key.rsplit("/", 1)[-1]) for key, _targets in (*package.exports, *package.inner)]
    for aliases in project.aliases:
        keys += [_stem(pattern.rsplit("/", 1)[-1]) for pattern, _ in aliases.paths if not pattern.endswith("*")]
    return tuple(dict.fromkeys(keys))


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    module = item.module
    if module.startswith((".", "/")):
        found = _file_at(posixpath.normpath(f"{posixpath.dirname(path)}/{module}"), files, project)
        return (found,) if found else ()
    for find in (_aliased, _in_package, _inner, _by_custom):
        if found := find(module, path, files, project):
            return (found,)
    return tuple(sorted(other for other in files.defining(module) if _is_declarations(other)))


def _aliased(module: str, path: str, files: FileSet, project: Project) -> str | None:
    for folder in around(path) if project.aliases else ():
        for aliases in project.aliases_by_folder.get(folder, ()):
            for candidate in _candidates(module, aliases):
                if found := _file_at(candidate, files, project):
                    return found
    return None


def _candidates(module: str, aliases: PathAliases) -> Iterator[str]:
    yield from map(posixpath.normpath, _matching(module, aliases.paths))
    if aliases.base:
        yield posixpath.normpath(posixpath.join(aliases.base, module))


def _matching(name: str, patterns: Subpaths) -> list[str]:
    """The targets of the patterns that fit `name`, those of the longest pattern first."""
    found: list[tuple[int, Iterable[str]]] = []
    for pattern, targets in patterns:
        before, star, after = pattern.partition("*")
        if not star and name == pattern:
            found.append((len(name) + 1, targets))
        elif star and name.startswith(before) and name.endswith(after) and len(name) >= len(before + after):
            inner = name[len(before) : len(name) - len(after)]
            found.append((len(before), [target.replace("*", inner) for target in targets]))
    found.sort(key=lambda pair: -pair[0])
    return [target for _, targets in found for target in targets]


def _in_package(module: str, _path: str, files: FileSet, project: Project) -> str | None:
    parts = module.split("/")
    count = 2 if module.startswith("@") else 1
    package = project.packages_by_name.get("/".join(parts[:count]))
    if package is None:
        return None
    rest = "/".join(parts[count:])
    for target in _matching(f"./{rest}" if rest else ".", package.exports):
        if found := _source_of(package, target, files):
            return found
    if not rest:
        return _main(package, files)
    places = (f"{package.folder}/{rest}", f"{package.folder}/src/{rest}")
    return next((found for place in places if (found := _with_ending(place, files))), None)


def _inner(module: str, path: str, files: FileSet, project: Project) -> str | None:
    """A name with `#`, which the nearest package gives its own files."""
    package = _nearest(path, project) if module.startswith("#") else None
    targets = () if package is None else _matching(module, package.inner)
    found = (_source_of(package, target, files) for target in targets if package is not None)
    return next((item for item in found if item), None)


def _by_custom(module: str, path: str, files: FileSet, project: Project) -> str | None:
    for prefix, places in _CUSTOMARY:
        if module.startswith(prefix):
            package = _nearest(path, project)
            folders = [*([package.folder] if package is not None else []), *project.roots]
            rest = module[len(prefix) :]
            found = (_with_ending(f"{folder}/{place}{rest}", files) for folder in folders for place in places)
            return next((item for item in found if item), None)
    return None


def _nearest(path: str, project: Project) -> Package | None:
    found = (project.packages_by_folder.get(folder) for folder in around(path))
    return next((package for package in found if package is not None), None)


def _main(package: Package, files: FileSet) -> str | None:
    for target in (*package.mains, *_MAINS):
        if found := _source_of(package, target, files):
            return found
    return None


def _source_of(package: Package, target: str, files: FileSet) -> str | None:
    """The file of a package that `target` means, or the one it is built from."""
    place = posixpath.normpath(f"{package.folder}/{target}")
    if found := _with_ending(place, files):
        return found
    parts = _stem(posixpath.normpath(target)).split("/")
    depth = 0
    while depth < len(parts) and parts[depth] in _BUILT:
        depth += 1
    if not depth:
        return None
    rest = "/".join(parts[depth:])
    places = (f"{package.folder}/src/{rest}", f"{package.folder}/{rest}")
    return next((found for place in places if (found := _with_ending(place, files))), None)


def _file_at(place: str, files: FileSet, project: Project) -> str | None:
    found = _with_ending(place, files)
    if found is None:
        package = project.packages_by_folder.get(place)
        found = _main(package, files) if package else None
    return found


def _with_ending(place: str, files: FileSet) -> str | None:
    if place in files:
        return place
    if files.has_stem(place):
        stem, ending = posixpath.splitext(place)
        for other in (*(stem + other for other in _WRITTEN.get(ending, ())), *(place + other for other in _ENDINGS)):
            if other in files:
                return other
    if files.has_stem(f"{place}/index"):
        return next((path for other in _ENDINGS if (path := f"{place}/index{other}") in files), None)
    return None


def _is_declarations(path: str) -> bool:
    return path.endswith((".d.ts", ".d.mts", ".d.cts"))


def _stem(name: str) -> str:
    for ending in (".d.ts", ".d.mts", ".d.cts", *_ENDINGS):
        if name.endswith(ending) and name != ending:
            return name[: -len(ending)]
    return name


RULES = ImportRules(
    keys=_keys,
    file_keys=_file_keys,
    resolve=_resolve,
    place=posixpath.dirname,
    passes_on=True,
    ambient=_is_declarations,
)
