"""Which files there are, for import resolution: the layout of the last scan with the changes since laid over it."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence


_TEST = re.compile(
    r"(?:^|/)(?:tests?|__tests__|spec|testing)/|(?:^|/)(?:test_[^/]*|[^/]*(?:_test|\.test|\.spec|_spec))\.\w+$|conftest\.py$"
)


def is_test(path: str) -> bool:
    """Whether a path is, by its language's custom, that of tests."""
    return bool(_TEST.search(path))


class Layout:
    """The paths of the last scan by file name, by folder, and the folders by name; each made when first asked for."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Paths by file name."""
        return _grouped(self._paths, posixpath.basename)

    @cached_property
    def folders(self) -> dict[str, list[str]]:
        """Paths by folder."""
        return _grouped(self._paths, posixpath.dirname)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The paths up to the first dot of the file's name."""
        return frozenset(map(stem_of, self._paths))

    @cached_property
    def sorted_folders(self) -> list[str]:
        """The folders that hold files, sorted."""
        return sorted(self.folders)

    @cached_property
    def folder_names(self) -> dict[str, list[str]]:
        """Folders that hold files, directly or below, by their own name."""
        return _grouped(sorted(_with_parents(self.folders)), posixpath.basename)


class Files:
    """The files of one view."""

    def __init__(
        self,
        layout: Layout,
        known: Collection[str],
        added: frozenset[str],
        removed: frozenset[str],
    ) -> None:
        self._layout = layout
        self._known = known
        self._added = added
        self._removed = removed

    def __contains__(self, path: object) -> bool:
        return path in self._added or (path in self._known and path not in self._removed)

    def has_stem(self, place: str) -> bool:
        """Whether a file stands at `place` whose name goes on with an ending, or may; False is certain."""
        stem = stem_of(place)
        return stem in self._layout.stems or any(stem_of(path) == stem for path in self._added)

    def in_folder(self, folder: str) -> list[str]:
        """The paths of the files directly inside `folder`, sorted."""
        return self._merged(self._layout.folders.get(folder, ()), posixpath.dirname, folder)

    def named(self, name: str) -> list[str]:
        """The paths of all files with this file name, sorted."""
        return self._merged(self._layout.names.get(name, ()), posixpath.basename, name)

    def below(self, folder: str) -> list[str]:
        """The paths of the files inside `folder` at any depth, sorted."""
        folders, inside = self._layout.sorted_folders, f"{folder}/"
        place = bisect_left(folders, inside)
        last = bisect_left(folders, f"{folder}0", place)  # "0" comes directly behind "/"
        known = (path for name in (folder, *folders[place:last]) for path in self._layout.folders.get(name, ()))
        kept = {path for path in known if path not in self._removed}
        return sorted(kept | {path for path in self._added if path.startswith(inside)})

    def folders_named(self, name: str) -> list[str]:
        """All folders of this name that hold files, directly or below, sorted."""
        found = set(self._layout.folder_names.get(name, ()))
        if self._removed:
            found = {folder for folder in found if self._holds(folder)}
        fresh = _with_parents(map(posixpath.dirname, self._added))
        return sorted(found | {folder for folder in fresh if posixpath.basename(folder) == name})

    def _holds(self, folder: str) -> bool:
        inside = f"{folder}/"
        if not any(path.startswith(inside) for path in self._removed):
            return True
        return any(path.startswith(inside) and path in self for path in self._known)

    def _merged(self, known: Iterable[str], part: Callable[[str], str], wanted: str) -> list[str]:
        kept = {path for path in known if path not in self._removed}
        return sorted(kept | {path for path in self._added if part(path) == wanted})


def stem_of(path: str) -> str:
    """A path up to the first dot of its last part."""
    dot = path.find(".", path.rfind("/") + 1)
    return path if dot < 0 else path[:dot]


def _grouped(paths: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for path in paths:
        grouped.setdefault(key(path), []).append(path)
    return grouped


def _with_parents(folders: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for folder in folders:
        while folder not in found and folder not in {"", "/"}:
            found.add(folder)
            folder = posixpath.dirname(folder)  # noqa: PLW2901 - climbs
    return found
