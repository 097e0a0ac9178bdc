"""What rules have in common where imports are written as paths: customary folders, then the nearest file that fits."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.index.imports.rules import FileSet
    from contexten.index.project import Project


def stem_of(path: str) -> str:
    """The file's name without folders and endings."""
    return posixpath.basename(path).partition(".")[0]


def below_roots(written: str, folders: Iterable[str], files: FileSet, project: Project) -> tuple[str, ...]:
    """The first file at `written` inside one of `folders` of a root; () where there is none."""
    places = (posixpath.normpath(f"{root}/{folder}/{written}") for root in project.roots for folder in folders)
    return next(((place,) for place in places if place in files), ())


def fitting(written: str, path: str, files: FileSet) -> tuple[str, ...]:
    """The file whose path ends in `written`, the nearest to `path`; () where there is none."""
    tail = f"/{written.removeprefix('./')}"
    folder = posixpath.dirname(path)
    found = [place for place in files.named(posixpath.basename(written)) if place.endswith(tail) and place != path]
    found.sort(key=lambda place: (-len(posixpath.commonpath([folder, place])), len(place), place))
    return tuple(found[:1])
