"""Cargo.toml: the crates of a workspace and the names they go by.

Source: "The Cargo Book", "The Manifest Format", "Renaming dependencies in Cargo.toml".
"""

from __future__ import annotations

import posixpath
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.index.projects.jsonc import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEPENDENCIES = ("dependencies", "dev-dependencies", "build-dependencies")


@dataclass(frozen=True, slots=True)
class Crate:
    """One crate, or another name of one."""

    folder: str
    name: str
    """As code says it: with `_`."""
    root: str
    """The path of its library's first file."""


def read_crates(texts: Mapping[str, str]) -> tuple[Crate, ...]:
    """The crates of all Cargo.toml among `texts`, those with their own name first."""
    manifests = {posixpath.dirname(path): _read(text) for path, text in sorted(texts.items()) if _is_manifest(path)}
    packages = {name: folder for folder, data in manifests.items() if (name := table(data.get("package")).get("name"))}
    own = [_crate(folder, data) for folder, data in manifests.items()]
    crates = [crate for crate in own if crate is not None]
    by_folder = {crate.folder: crate for crate in crates}
    renamed = [
        Crate(folder, name, by_folder[folder].root)
        for place, data in manifests.items()
        for name, folder in _renamed(place, data, packages)
        if folder in by_folder
    ]
    return tuple(dict.fromkeys((*crates, *renamed)))


def _is_manifest(path: str) -> bool:
    return posixpath.basename(path) == "Cargo.toml"


def _read(text: str) -> dict[str, object]:
    try:
        return table(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _crate(folder: str, data: dict[str, object]) -> Crate | None:
    library = table(data.get("lib"))
    name = library.get("name") or table(data.get("package")).get("name")
    if not isinstance(name, str):
        return None
    stated = library.get("path")
    root = posixpath.normpath(f"{folder}/{stated if isinstance(stated, str) else 'src/lib.rs'}")
    return Crate(folder, name.replace("-", "_"), root)


def _renamed(folder: str, data: dict[str, object], packages: Mapping[object, str]) -> Iterator[tuple[str, str]]:
    """Names that a manifest gives other packages, and the folders of these."""
    targets = [table(item) for item in table(data.get("target")).values()]
    for holder in (data, table(data.get("workspace")), *targets):
        for kind in _DEPENDENCIES:
            for name, stated in table(holder.get(kind)).items():
                package, path = table(stated).get("package"), table(stated).get("path")
                if package is None:
                    continue
                place = posixpath.normpath(f"{folder}/{path}") if isinstance(path, str) else packages.get(package, "")
                yield name.replace("-", "_"), place
