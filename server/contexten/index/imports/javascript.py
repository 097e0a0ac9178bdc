"""Imports of JavaScript and TypeScript: relative paths, `paths` and `baseUrl` of a tsconfig, packages of the workspace.

Source: "Module resolution" of the TypeScript handbook (`moduleResolution: bundler`), without `node_modules`.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.index.imports.rules import FileSet, ImportRules

if TYPE_CHECKING:
    from contexten.index.project import Package, PathAliases, Project
    from contexten.syntax.facts import Import

_ENDINGS = (".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
_WRITTEN = {".js": (".ts", ".tsx", ".d.ts", ".jsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
"""A TypeScript source names the file that will be compiled: `./a.js` means `a.ts`."""


def _keys(item: Import) -> tuple[str, ...]:
    stem = _stem(item.module.rstrip("/").rsplit("/", 1)[-1])
    return (stem, item.name) if item.name not in {"", "*"} else (stem,)


def _file_keys(path: str, project: Project) -> tuple[str, ...]:
    folder, name = posixpath.split(path)
    keys = [_stem(name)]
    if keys[0] == "index":
        keys += [posixpath.basename(folder), "", "."]
    for package in project.packages:
        if path.startswith(f"{package.folder}/"):
            keys.append(_stem(package.name.rsplit("/", 1)[-1]))
    for aliases in project.aliases:
        keys += [_stem(pattern.rsplit("/", 1)[-1]) for pattern, _ in aliases.paths if not pattern.endswith("*")]
    return tuple(dict.fromkeys(keys))


def _resolve(item: Import, path: str, files: FileSet, project: Project) -> tuple[str, ...]:
    module = item.module
    if module.startswith((".", "/")):
        found = _file_at(posixpath.normpath(f"{posixpath.dirname(path)}/{module}"), files, project)
        return (found,) if found else ()
    for aliases in _aliases_for(path, project):
        for candidate in _candidates(module, aliases):
            if found := _file_at(candidate, files, project):
                return (found,)
    found = _in_packages(module, files, project)
    return (found,) if found else ()


def _aliases_for(path: str, project: Project) -> list[PathAliases]:
    around = [aliases for aliases in project.aliases if path.startswith(f"{aliases.folder}/")]
    return sorted(around, key=lambda aliases: -len(aliases.folder))


def _candidates(module: str, aliases: PathAliases) -> list[str]:
    found: list[tuple[int, list[str]]] = []
    for pattern, targets in aliases.paths:
        before, star, after = pattern.partition("*")
        if not star and module == pattern:
            found.append((len(module) + 1, list(targets)))
        elif star and module.startswith(before) and module.endswith(after) and len(module) >= len(before + after):
            inner = module[len(before) : len(module) - len(after)]
            found.append((len(before), [target.replace("*", inner, 1) for target in targets]))
    found.sort(key=lambda pair: -pair[0])
    candidates = [target for _, targets in found for target in targets]
    if aliases.base:
        candidates.append(posixpath.join(aliases.base, module))
    return [posixpath.normpath(candidate) for candidate in candidates]


def _in_packages(module: str, files: FileSet, project: Project) -> str | None:
    for package in project.packages:
        if module == package.name:
            return _main(package, files)
        if module.startswith(f"{package.name}/"):
            rest = module[len(package.name) + 1 :]
            for folder in (package.folder, f"{package.folder}/src"):
                if found := _with_ending(f"{folder}/{rest}", files):
                    return found
    return None


def _main(package: Package, files: FileSet) -> str | None:
    for name in (*package.mains, "src/index", "index", "lib/index", "src/main"):
        if found := _with_ending(posixpath.normpath(f"{package.folder}/{name}"), files):
            return found
    return None


def _file_at(place: str, files: FileSet, project: Project) -> str | None:
    found = _with_ending(place, files)
    if found is None:
        package = next((package for package in project.packages if package.folder == place), None)
        found = _main(package, files) if package else None
    return found


def _with_ending(place: str, files: FileSet) -> str | None:
    if place in files:
        return place
    stem, ending = posixpath.splitext(place)
    written = [stem + other for other in _WRITTEN.get(ending, ())]
    endings = [place + other for other in _ENDINGS]
    inside = [f"{place}/index{other}" for other in _ENDINGS]
    return next((path for path in (*written, *endings, *inside) if path in files), None)


def _stem(name: str) -> str:
    for ending in (".d.ts", *_ENDINGS):
        if name.endswith(ending) and name != ending:
            return name[: -len(ending)]
    return name


RULES = ImportRules(keys=_keys, file_keys=_file_keys, resolve=_resolve)
