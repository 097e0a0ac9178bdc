"""Imports that mean no file: which file would have to be there, as far as the code shows that without a doubt."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import structs

from contexten.syntax import at

if TYPE_CHECKING:
    from contexten.ide.place import Place
    from contexten.syntax.facts import Import

_SCRIPTS = frozenset({"javascript", "typescript", "tsx", "jsx"})
_ENDINGS = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"})


@dataclass(frozen=True, slots=True)
class MissingModule:
    """A file that an import asks for and that is not there."""

    path: str
    """Absolute."""
    shown: str
    """The module as the import writes it."""
    names: tuple[str, ...]
    """What is imported of it."""


def missing_module(place: Place) -> MissingModule | None:
    """The module of the import under the cursor, where it would be a file of this workspace and there is none.

    A path that begins at the importing file is certain; a dotted name is where its package is in the workspace.
    """
    imports, _ = at.imports_of(place.parsed)
    here = [item for item in imports if item.start <= place.span.start <= item.end]
    first = next((item for item in here if not _means_a_file(place, item)), None)
    path = None if first is None else _path_for(place, first)
    if first is None or path is None or place.snapshot.document(path) is not None:
        return None
    same = [item for item in here if (item.module, item.level) == (first.module, first.level)]
    names = tuple(dict.fromkeys(item.name for item in same if item.name not in {"", "*", "default"}))
    return MissingModule(path, "." * first.level + first.module, names)


def _means_a_file(place: Place, item: Import) -> bool:
    return bool(place.snapshot.index.resolve_import(place.path, item))


def _path_for(place: Place, item: Import) -> str | None:
    if place.language.id == "python":
        return _python_path(place, item)
    return _script_path(place, item) if place.language.id in _SCRIPTS else None


def _python_path(place: Place, item: Import) -> str | None:
    *packages, last = item.module.split(".")
    if not last:
        return None
    if item.level and not packages:
        folder = place.path
        for _ in range(item.level):
            folder = posixpath.dirname(folder)
        return f"{folder}/{last}.py"
    package = structs.replace(item, module=".".join(packages), name="", alias="") if packages else None
    found = place.snapshot.index.resolve_import(place.path, package) if package else ()
    folders = [posixpath.dirname(path) for path in found if posixpath.basename(path) == "__init__.py"]
    return f"{folders[0]}/{last}.py" if folders else None


def _script_path(place: Place, item: Import) -> str | None:
    if not item.module.startswith("."):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(place.path), item.module))
    if posixpath.splitext(path)[1] in _ENDINGS:
        return path
    return path + posixpath.splitext(place.path)[1]
