"""The row that one language adds to the table of import rules, and what all rules ask of the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from contexten.index.project import Project
    from contexten.index.symbol import Symbol
    from contexten.syntax.facts import Import


class FileSet(Protocol):
    """Which files there are, as import rules ask for it."""

    def __contains__(self, path: object, /) -> bool:
        """Whether the file is indexed."""
        ...

    def has_stem(self, place: str, /) -> bool:
        """Whether a file may stand at `place` under some ending; False is certain."""
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

    def at_top(self, path: str, name: str, /) -> tuple[Symbol, ...]:
        """What `name` is at the top level of the file."""
        ...

    def imports(self, path: str, /) -> tuple[Import, ...]:
        """The imports of the file."""
        ...

    def package_of(self, path: str, /) -> str:
        """The package that the file states; empty where it states none."""
        ...

    def below(self, folder: str, /) -> Collection[str]:
        """The paths of the files inside `folder` at any depth, sorted."""
        ...


def _no_modules(_name: str, _path: str, _files: FileSet) -> tuple[str, ...]:
    return ()


def sees_nothing(_path: str, _other: str) -> bool:
    """The rule of languages in which every name is imported."""
    return False


def ambient_nowhere(_path: str) -> bool:
    """The rule of languages without ambient declarations."""
    return False


def _one(package: str) -> tuple[str, ...]:
    return (package,)


@dataclass(frozen=True, slots=True)
class ImportRules:
    """How one language names other files, and what follows from it for names."""

    keys: Callable[[Import], tuple[str, ...]]
    """The words by which the importing file can be found."""
    file_keys: Callable[[str, Project], tuple[str, ...]]
    """The words that an import of the file at this path carries."""
    resolve: Callable[[Import, str, FileSet, Project], tuple[str, ...]]
    """The files an import means; arguments: import, importing path, files, project."""
    place: Callable[[str], str] = str
    """What of the importing path the answer depends on: files of which it is the same get the same."""
    passes_on: bool = False
    """Whether another file can import what a file has imported itself."""
    binds_first: bool = False
    """Whether `import a.b` binds `a`, and a package's modules are reached through it."""
    binds_package: bool = False
    """Whether an import binds the name that the imported files state as their package."""
    packages_anywhere: bool = False
    """Whether the files of one package can stand in different folders."""
    outer_packages: Callable[[str], tuple[str, ...]] = _one
    """The packages whose names are known in a package without an import: itself, then those around it."""
    namespaces: bool = False
    """Whether a module is a name alone and its content stands at the top of all files that state it."""
    bare_members: bool = False
    """Whether a method is called without a receiver inside its type."""
    declared_apart: bool = False
    """Whether a function is declared in one file and defined in another."""
    structural: bool = False
    """Whether a type has all interfaces as bases whose methods it has."""
    ambient: Callable[[str], bool] = ambient_nowhere
    """Whether what the file at this path declares is known in every other one."""
    modules: Callable[[str, str, FileSet], tuple[str, ...]] = _no_modules
    """The files that a bare name means as a module without any import; arguments: name, path of its use, files."""
    sees: Callable[[str, str], bool] = sees_nothing
    """Whether the file at the first path knows the top level of the one at the second without any import."""


def around(path: str) -> Iterator[str]:
    """The folders around a path, innermost first."""
    end = path.rfind("/")
    while end > 0:
        yield path[:end]
        end = path.rfind("/", 0, end)
