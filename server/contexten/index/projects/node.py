"""package.json: the names of packages and what they export.

Source: "Modules: Packages" of the Node.js documentation ("Package entry points", "Subpath imports").
"""

from __future__ import annotations

from dataclasses import dataclass

from contexten.index.projects.jsonc import items, read_json, table

_MAINS = ("source", "types", "typings", "module", "main", "browser")
_CONDITIONS = ("source", "development", "types", "import", "module", "browser", "node", "default", "require")
_MAX_DEPTH = 8

Subpaths = tuple[tuple[str, tuple[str, ...]], ...]
"""A name behind the package's, perhaps with one `*`, and the files it can mean, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package.json; files are as written, relative to its folder."""

    folder: str
    name: str
    """Empty where it states none."""
    mains: tuple[str, ...] = ()
    """The entry files it states."""
    exports: Subpaths = ()
    """`exports` by subpath, `.` for the package itself."""
    inner: Subpaths = ()
    """`imports`: names with `#` that its own files use."""


def read_package(folder: str, text: str) -> Package:
    """The package in `folder` whose package.json has this text."""
    data = read_json(text)
    name = data.get("name")
    mains = (data.get(key) for key in _MAINS)
    return Package(
        folder,
        name if isinstance(name, str) else "",
        tuple(main for main in mains if isinstance(main, str)),
        _subpaths(data.get("exports")),
        _subpaths(table(data.get("imports")) or None),
    )


def _subpaths(value: object) -> Subpaths:
    if value is None:
        return ()
    stated = table(value)
    by_path = stated if any(key.startswith((".", "#")) for key in stated) else {".": value}
    return tuple((key, tuple(dict.fromkeys(_targets(target, 0)))) for key, target in by_path.items())


def _targets(value: object, depth: int) -> list[str]:
    """The files a target can mean, those for people before those for machines."""
    if isinstance(value, str):
        return [value]
    if depth > _MAX_DEPTH:
        return []
    conditions = table(value)
    ordered = sorted(conditions, key=lambda key: _CONDITIONS.index(key) if key in _CONDITIONS else len(_CONDITIONS))
    inside = [conditions[key] for key in ordered] or items(value)
    return [found for item in inside for found in _targets(item, depth + 1)]
