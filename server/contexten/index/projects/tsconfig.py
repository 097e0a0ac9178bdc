"""tsconfig.json and jsconfig.json: `baseUrl` and `paths`, with what they inherit.

Source: "TSConfig Reference", `extends`, `paths`, `references`. `paths` count from `baseUrl`, and from the file that
states them where there is none.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contexten.index.projects.jsonc import items, read_json, strings, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contexten.index.projects.node import Package

_NAMES = frozenset({"tsconfig.json", "jsconfig.json"})
_MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class PathAliases:
    """`paths` and `baseUrl` that count for the files below `folder`; all targets are absolute."""

    folder: str
    base: str
    paths: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Options:
    base: str = ""
    paths: dict[str, object] | None = None
    stated_in: str = ""
    """The folder of the file that states `paths`."""


def read_aliases(texts: Mapping[str, str], packages: Mapping[str, Package]) -> Iterator[PathAliases]:
    """The aliases of each folder with a configuration; `packages` by name are those that others can extend."""
    known = {path: read_json(text) for path, text in texts.items() if _is_configuration(path)}
    for path in sorted(known):
        folder, name = posixpath.split(path)
        if name not in _NAMES:
            continue
        options = _options(path, known, packages, 0)
        for other in _referenced(path, known) if not (options.base or options.paths) else ():
            inner = _options(other, known, packages, 0)
            if inner.base or inner.paths:
                options = inner
                break
        if options.base or options.paths:
            base = options.base or options.stated_in
            yield PathAliases(folder, options.base, tuple(_absolute(options.paths or {}, base)))


def _is_configuration(path: str) -> bool:
    name = posixpath.basename(path)
    return name.endswith(".json") and "config" in name


def _options(
    path: str, known: Mapping[str, dict[str, object]], packages: Mapping[str, Package], depth: int
) -> _Options:
    data, folder = known.get(path), posixpath.dirname(path)
    if data is None or depth > _MAX_DEPTH:
        return _Options()
    found = _Options()
    for extended in strings(data.get("extends")):
        other = _extended(extended, folder, known, packages)
        inherited = _options(other, known, packages, depth + 1)
        found = _Options(
            inherited.base or found.base, inherited.paths or found.paths, inherited.stated_in or found.stated_in
        )
    stated = table(data.get("compilerOptions"))
    base = stated.get("baseUrl")
    if isinstance(base, str):
        found = replace(found, base=posixpath.normpath(f"{folder}/{base}"))
    if isinstance(stated.get("paths"), dict):
        found = replace(found, paths=table(stated["paths"]), stated_in=folder)
    return found


def _extended(
    written: str, folder: str, known: Mapping[str, dict[str, object]], packages: Mapping[str, Package]
) -> str:
    """The file that `extends` means: beside this one, or in a package of the workspace."""
    place = posixpath.normpath(f"{folder}/{written}")
    if not written.startswith("."):
        count = 2 if written.startswith("@") else 1
        parts = written.split("/")
        package = packages.get("/".join(parts[:count]))
        place = "" if package is None else "/".join((package.folder, *parts[count:]))
    return next((path for path in (place, f"{place}.json", f"{place}/tsconfig.json") if path in known), "")


def _referenced(path: str, known: Mapping[str, dict[str, object]]) -> Iterator[str]:
    """The configurations beside this one that it only gathers."""
    folder = posixpath.dirname(path)
    for item in items(known[path].get("references")):
        stated = table(item).get("path")
        place = posixpath.normpath(f"{folder}/{stated}") if isinstance(stated, str) else ""
        if place in known and posixpath.dirname(place) == folder:
            yield place


def _absolute(paths: dict[str, object], base: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern, targets in paths.items():
        yield pattern, tuple(posixpath.normpath(posixpath.join(base, target)) for target in strings(targets))
