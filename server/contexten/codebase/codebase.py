"""Codebase: the workspace as analysis wants it, over one Snapshot.

Named as graph_sitter's `Codebase` where the two mean the same; docs/codebase.md says where they do not. Nothing is
computed until it is asked for, and nothing changes: a later state of the files is another Codebase.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, overload

from contexten.codebase import lookup
from contexten.codebase.class_definition import Class
from contexten.codebase.file import File
from contexten.codebase.function import Function
from contexten.codebase.world import FAMILIES, World
from contexten.errors import ClientError
from contexten.store.folder import default_folder
from contexten.store.store import Store
from contexten.syntax.languages import by_id
from contexten.workspace.memory import snapshot_of
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from contexten.codebase.imports import ExternalModule, Import
    from contexten.codebase.parts import Assignment, Export
    from contexten.codebase.symbol import GlobalVar, Interface, Symbol, TypeAlias
    from contexten.syntax.language import Language
    from contexten.workspace.snapshot import Snapshot

_T = TypeVar("_T")
_S = TypeVar("_S", bound="Symbol")


class NotFound(ClientError, ValueError):
    """What was asked for by name is not there, or is there more than once."""


class Codebase:
    """All files of a Snapshot, or those of one language; ClientError where there is no such language."""

    def __init__(self, snapshot: Snapshot, *, language: str | None = None) -> None:
        self._world = World(snapshot, None if language is None else _ids_of(language))

    def __repr__(self) -> str:
        return f"Codebase({', '.join(self.roots)!r}, files={len(self._world.paths)})"

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        language: str | None = None,
        cache: Path | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Codebase:
        """Index the folder at `path`, or take what is known of it from the cache, and give its Codebase.

        `cache`: the folder of the store, where it is not the usual one. `on_progress` gets (done, total) files, from
        other threads too. Raises ClientError where there is no such folder.
        """
        folder = Path(path).absolute()
        if not folder.is_dir():
            raise ClientError(f"There is no folder {str(path)!r}.")
        store = Store.open(cache or default_folder())
        try:
            workspace = Workspace([str(folder)], store)
            workspace.scan(on_progress)
            # What a reader still needs of the store after the scan it makes again without it.
            return cls(workspace.snapshot(), language=language)
        finally:
            store.close()

    @classmethod
    def from_files(cls, files: Mapping[str, str], *, language: str | None = None) -> Codebase:
        """The Codebase of texts in memory, by relative path."""
        return cls(snapshot_of(files), language=language)

    @classmethod
    def from_string(cls, code: str, language: str = "python") -> Codebase:
        """The Codebase of one text: `file.py` or `file.ts`, as its only file."""
        return cls.from_files({f"file{_row_of(language).extensions[0]}": code})

    # The whole

    @property
    def snapshot(self) -> Snapshot:
        """What it looks at."""
        return self._world.snapshot

    @property
    def roots(self) -> tuple[str, ...]:
        """Its folders, absolute."""
        return self.snapshot.roots

    @property
    def name(self) -> str:
        """The name of its first folder."""
        return Path(self.roots[0]).name if self.roots else ""

    @property
    def files(self) -> list[File]:
        """Its files with source code, by path."""
        return [File(self._world, path) for path in self._world.paths]

    @property
    def imports(self) -> list[Import]:
        """All imports, one for each imported name, those inside functions included."""
        return self._all(lambda file: file.imports)

    @property
    def external_modules(self) -> list[ExternalModule]:
        """What is imported and not defined here, each once."""
        found = (item.external for item in self.imports)
        return list(dict.fromkeys(item for item in found if item is not None))

    @property
    def symbols(self) -> list[Symbol]:
        """All top-level symbols."""
        return self._all(lambda file: file.symbols)

    @property
    def functions(self) -> list[Function]:
        """All top-level functions; methods are their classes'."""
        return self._all(lambda file: file.functions)

    @property
    def classes(self) -> list[Class]:
        """All top-level classes."""
        return self._all(lambda file: file.classes)

    @property
    def global_vars(self) -> list[GlobalVar]:
        """All top-level variables, each once however often it is assigned."""
        return self._all(lambda file: file.global_vars)

    @property
    def interfaces(self) -> list[Interface]:
        """All top-level interfaces."""
        return self._all(lambda file: file.interfaces)

    @property
    def types(self) -> list[TypeAlias]:
        """All top-level names for types."""
        return self._all(lambda file: file.types)

    @property
    def assignments(self) -> list[Assignment]:
        """All assignments at the top level of a file, one for each target."""
        return self._all(lambda file: file.assignments)

    @property
    def exports(self) -> list[Export]:
        """All names that `export` statements export."""
        return self._all(lambda file: file.exports)

    # By name

    @overload
    def get_file(self, filepath: str, *, optional: Literal[False] = False) -> File: ...
    @overload
    def get_file(self, filepath: str, *, optional: bool) -> File | None: ...
    def get_file(self, filepath: str, *, optional: bool = False) -> File | None:
        """The file at a path, relative to its root or absolute. Raises NotFound unless `optional`."""
        path = self._world.absolute(filepath)
        return _one([] if path is None else [File(self._world, path)], "file", filepath, optional=optional)

    @overload
    def get_symbol(self, name: str, *, optional: Literal[False] = False) -> Symbol: ...
    @overload
    def get_symbol(self, name: str, *, optional: bool) -> Symbol | None: ...
    def get_symbol(self, name: str, *, optional: bool = False) -> Symbol | None:
        """The one top-level symbol of that name. Raises NotFound where there are several, or none unless `optional`."""
        return _one(self.get_symbols(name), "symbol", name, optional=optional)

    @overload
    def get_class(self, name: str, *, optional: Literal[False] = False) -> Class: ...
    @overload
    def get_class(self, name: str, *, optional: bool) -> Class | None: ...
    def get_class(self, name: str, *, optional: bool = False) -> Class | None:
        """The one top-level class of that name; as `get_symbol`."""
        return _one(_of(Class, self.get_symbols(name)), "class", name, optional=optional)

    @overload
    def get_function(self, name: str, *, optional: Literal[False] = False) -> Function: ...
    @overload
    def get_function(self, name: str, *, optional: bool) -> Function | None: ...
    def get_function(self, name: str, *, optional: bool = False) -> Function | None:
        """The one top-level function of that name; as `get_symbol`."""
        return _one(_of(Function, self.get_symbols(name)), "function", name, optional=optional)

    def get_symbols(self, name: str) -> list[Symbol]:
        """All top-level symbols of that name, by file."""
        return [symbol for symbol in lookup.defined(self._world, name) if symbol.is_top_level]

    def has_file(self, filepath: str) -> bool:
        """Whether there is a file at that path."""
        return self._world.absolute(filepath) is not None

    def has_symbol(self, name: str) -> bool:
        """Whether a top-level symbol has that name."""
        return bool(self.get_symbols(name))

    def find(self, name: str, *, near: str = "") -> list[Symbol]:
        """Everything that `name` can mean, best first; see `resolve` for how it may be written."""
        return lookup.find(self._world, name, self._world.absolute(near) if near else None)

    def named_like(self, part: str) -> list[Symbol]:
        """Everything whose full name holds `part`, in upper or lower case; the shortest names first."""
        return lookup.named_like(self._world, part)

    def resolve(self, names: Iterable[str], near: str = "") -> tuple[list[Symbol], list[str]]:
        """What each name means, seen from the file `near`, and the names that mean nothing.

        A name is written `validate_user`, `Class.method`, `module.function`, `path/to/file.py:name` or as a call of
        those. Of several symbols of one name the one counts that the file `near` knows by it, else the nearest.
        """
        found: dict[Symbol, None] = {}
        unknown: list[str] = []
        for name in names:
            meant = self.find(name, near=near)
            found.update(dict.fromkeys(meant[:1]))
            unknown += [] if meant else [name]
        return list(found), unknown

    def _all(self, part: Callable[[File], list[_T]]) -> list[_T]:
        return [item for file in self.files for item in part(file)]


def _ids_of(language: str) -> frozenset[str]:
    return FAMILIES.get(language) or frozenset({_row_of(language).id})


def _row_of(language: str) -> Language:
    row = by_id(language)
    if row is None:
        raise ClientError(f"There is no language {language!r}.")
    return row


def _one(found: list[_T], sort: str, name: str, *, optional: bool) -> _T | None:
    if len(found) > 1:
        raise NotFound(f"There is more than one {sort} {name!r}; find({name!r}) gives all.")
    if not found and not optional:
        raise NotFound(f"There is no {sort} {name!r}; optional=True gives None.")
    return found[0] if found else None


def _of(kind: type[_S], symbols: list[Symbol]) -> list[_S]:
    return [item for item in symbols if isinstance(item, kind)]
