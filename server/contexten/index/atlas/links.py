"""Links: which files the imports of a file mean, found when asked for and remembered."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from contexten.index.linked import NAME_MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from contexten.index.atlas.atlas import Atlas
    from contexten.index.linked import Linked
    from contexten.index.view import IndexView
    from contexten.syntax.facts import Import

_PASSING = frozenset({"__init__", "index", "mod", "lib"})
"""Files of these names hand on what they import."""
_IMPORTS_KEPT = 1000
"""While links are warmed; files of one folder share them."""


class Links:
    """The links of one view, by file number."""

    def __init__(self, view: IndexView, known: Linked, reshaped: Mapping[str, int | None]) -> None:
        """`known` are the links found so far, which grow; `reshaped` the files of which other facts count now."""
        self._view = view
        self._known = known
        self._reshaped = reshaped
        self._own = known.variant(reshaped) if reshaped else {}
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
        self._view.forget_imports(beyond=0 if end == atlas.files else _IMPORTS_KEPT)
        if end == atlas.files and not self._reshaped:
            self._known.complete()
        return end == atlas.files

    @cached_property
    def relinked(self) -> frozenset[str] | None:
        """The paths whose links may be others than those of the scanned files; None: that is not known."""
        if not self._reshaped:
            return frozenset()
        if self._known.back is None:
            return None
        dependents = self._known.dependents
        return frozenset(self._reshaped).union(*(dependents.get(one, ()) for one in self._changed))

    @cached_property
    def _changed(self) -> frozenset[str]:
        """What differs from the scanned files, as `Resolved.asked` says it."""
        names = (name for path in self._reshaped for name in self._view.names_changed(path))
        return frozenset(self._reshaped).union(NAME_MARK + name for name in names)

    def _paths(self, path: str) -> tuple[str, ...]:
        stale = bool(self._reshaped) and self._is_stale(path)
        found = self._own.get(path) if stale else self._known.files.get(path)
        if found is None:
            paths, asked = linked_paths(self._view, path)
            found = self._view.spelled(paths)
            if stale or path in self._reshaped or not self._changed.isdisjoint(asked):
                self._own[path] = found
            else:
                self._known.asked[path] = self._view.spelled(sorted(asked))
                self._known.files[path] = found
        return found

    def _is_stale(self, path: str) -> bool:
        """Whether what is known of a file's links cannot hold here."""
        return (
            path in self._reshaped or path in self._own or not self._changed.isdisjoint(self._known.asked.get(path, ()))
        )

    def _linking(self, atlas: Atlas, file: int) -> NDArray[np.int32]:
        back, relinked = self._known.back, self.relinked
        if back is None or relinked is None:
            near = self._importers(atlas, file)
            return np.array(sorted(other for other in near if file in self.of(atlas, other)), np.int32)
        path = atlas.path_of(file)
        paths = [other for other in back.get(path, ()) if other not in relinked]
        return _numbers(atlas, [*paths, *(other for other in relinked if path in self._paths(other))])

    def _importers(self, atlas: Atlas, file: int) -> set[int]:
        """Every file that can have a link to `file`, and perhaps more."""
        paths = self._view.importers(atlas.path_of(file))
        further = [other for path in paths if _hands_on(path) for other in self._view.importers(path)]
        return {number for path in (*paths, *further) if (number := atlas.file_of(path)) >= 0}


def _numbers(atlas: Atlas, paths: Iterable[str]) -> NDArray[np.int32]:
    """The living files at these paths, in order."""
    return np.array(sorted({number for number in map(atlas.file_of, paths) if number >= 0}), np.int32)


def linked_paths(view: IndexView, path: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The files that the imports of the file at `path` mean, and whose facts decided that besides its own.

    What a package's own file only hands on is followed.
    """
    found: dict[str, None] = {}
    asked: set[str] = set()
    for item in view.imports(path):
        resolved = view.resolved(path, item)
        for target in resolved.files:
            found[target] = None
            if item.name and item.name != "*" and _hands_on(target):
                found.update(dict.fromkeys(_behind(view, target, item.name, asked)))
        asked |= resolved.asked
    found.pop(path, None)
    return tuple(found), frozenset(asked)


def _behind(view: IndexView, path: str, name: str, asked: set[str]) -> Sequence[str]:
    """Where a file that hands `name` on has it from; adds to `asked` whose facts decided that."""
    asked.add(path)
    if view.defines(path, name):
        return ()
    imports = view.imports(path)
    named = _targets(view, path, (item for item in imports if item.local_name == name), asked)
    if named:
        return named
    stars = _targets(view, path, (item for item in imports if item.name == "*"), asked)
    asked.update(stars)
    return [target for target in stars if view.defines(target, name)]


def _targets(view: IndexView, path: str, items: Iterable[Import], asked: set[str]) -> list[str]:
    """The files that these imports of one file mean."""
    found: list[str] = []
    for item in items:
        resolved = view.resolved(path, item)
        found += resolved.files
        asked |= resolved.asked
    return found


def _hands_on(path: str) -> bool:
    return posixpath.basename(path).partition(".")[0] in _PASSING
