"""Links: which files the imports of a file mean, found when asked for and remembered."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.atlas import Atlas
    from contexten.index.linked import Linked
    from contexten.index.view import IndexView

_PASSING = frozenset({"__init__", "index", "mod", "lib"})
"""Files of these names hand on what they import."""


class Links:
    """The links of one view, by file number."""

    def __init__(self, view: IndexView, known: Linked) -> None:
        """`known` are the links found so far, which grow."""
        self._view = view
        self._known = known
        self._found: dict[int, NDArray[np.int32]] = {}
        self._back: dict[int, NDArray[np.int32]] = {}
        self._warmed = 0

    def of(self, atlas: Atlas, file: int) -> NDArray[np.int32]:
        """The files that the imports of `file` mean."""
        found = self._found.get(file)
        if found is None:
            path = atlas.path_of(file)
            found = self._found[file] = _numbers(atlas, self._paths(path))
        return found

    def to(self, atlas: Atlas, file: int) -> NDArray[np.int32]:
        """The files whose imports mean `file`."""
        found = self._back.get(file)
        if found is None:
            found = self._back[file] = self._linking(atlas, file)
        return found

    def warm(self, atlas: Atlas, files: int) -> bool:
        """Find those of some more files; whether all are known now."""
        end = min(atlas.files, self._warmed + files)
        for file in range(self._warmed, end):
            path = atlas.path_of(file)
            if atlas.file_of(path) == file:
                self._paths(path)
        self._warmed = end
        if end == atlas.files:
            self._known.complete()
        return end == atlas.files

    def _paths(self, path: str) -> tuple[str, ...]:
        found = self._known.files.get(path)
        if found is None:
            found = self._known.files[path] = linked_paths(self._view, path)
        return found

    def _linking(self, atlas: Atlas, file: int) -> NDArray[np.int32]:
        back = self._known.back
        if back is not None:
            return _numbers(atlas, back.get(atlas.path_of(file), ()))
        near = self._importers(atlas, file)
        return np.array(sorted(other for other in near if file in self.of(atlas, other)), np.int32)

    def _importers(self, atlas: Atlas, file: int) -> set[int]:
        """Every file that can have a link to `file`, and perhaps more."""
        paths = self._view.importers(atlas.path_of(file))
        further = [other for path in paths if _hands_on(path) for other in self._view.importers(path)]
        return {number for path in (*paths, *further) if (number := atlas.file_of(path)) >= 0}


def _numbers(atlas: Atlas, paths: Iterable[str]) -> NDArray[np.int32]:
    """The living files at these paths, in order."""
    return np.array(sorted({number for number in map(atlas.file_of, paths) if number >= 0}), np.int32)


def linked_paths(view: IndexView, path: str) -> tuple[str, ...]:
    """The files that the imports of the file at `path` mean; what a package's own file only hands on is followed."""
    found: dict[str, None] = {}
    for item in view.imports(path):
        for target in view.resolve_import(path, item):
            found[target] = None
            if item.name and item.name != "*" and _hands_on(target):
                found.update(dict.fromkeys(_behind(view, target, item.name)))
    found.pop(path, None)
    return tuple(found)


def _behind(view: IndexView, path: str, name: str) -> Sequence[str]:
    """Where a file that hands `name` on has it from."""
    if view.defines(path, name):
        return ()
    imports = view.imports(path)
    named = [target for item in imports if item.local_name == name for target in view.resolve_import(path, item)]
    if named:
        return named
    stars = (target for item in imports if item.name == "*" for target in view.resolve_import(path, item))
    return [target for target in stars if view.defines(target, name)]


def _hands_on(path: str) -> bool:
    return posixpath.basename(path).partition(".")[0] in _PASSING
