"""The row that one language adds to the table of import rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from contexten.index.project import Project
    from contexten.syntax.facts import Import


class FileSet(Protocol):
    """Which files there are, as import rules ask for it."""

    def __contains__(self, path: object, /) -> bool:
        """Whether the file is indexed."""
        ...

    def in_folder(self, folder: str, /) -> Collection[str]:
        """The paths of the files directly inside `folder`."""
        ...

    def named(self, name: str, /) -> Collection[str]:
        """The paths of all files with this file name."""
        ...

    def folders_named(self, name: str, /) -> Collection[str]:
        """All folders of this name that hold files, directly or below."""
        ...

    def defines(self, path: str, name: str, /) -> bool:
        """Whether the file defines `name` at its top level."""
        ...

    def defining(self, name: str, /) -> Collection[str]:
        """The paths of all files that define `name`."""
        ...

    def imports(self, path: str, /) -> tuple[Import, ...]:
        """The imports of the file."""
        ...


@dataclass(frozen=True, slots=True)
class ImportRules:
    """How one language names other files."""

    keys: Callable[[Import], tuple[str, ...]]
    """The words by which the importing file can be found."""
    file_keys: Callable[[str, Project], tuple[str, ...]]
    """The words that an import of the file at this path carries."""
    resolve: Callable[[Import, str, FileSet, Project], tuple[str, ...]]
    """The files an import means; arguments: import, importing path, files, project."""
