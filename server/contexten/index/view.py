"""IndexView: what the whole workspace defines and uses, at one moment.

**Invariant:** a view never changes. It answers as an index made afresh over the same texts would.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from contexten.index import callers, members, resolve
from contexten.index.files import Files, Layout
from contexten.index.imports import file_keys, import_keys, rules_of
from contexten.index.linked import NAME_MARK, Linked, Resolved
from contexten.index.symbol import Symbol, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from contexten.index.atlas import Atlas
    from contexten.index.live import Layer, Live
    from contexten.index.project import Project
    from contexten.index.tables import Record, Tables
    from contexten.syntax.facts import Export, FileFacts, Import, Reference

_REMEMBERED = 20_000
_LINKS_KEPT = 4


class IndexView:
    """The tables of the last scan, with layers of changed and open files over them, of which the later one counts."""

    def __init__(
        self,
        tables: Tables,
        layers: tuple[Layer, ...],
        project: Project,
        *,
        layout: Layout | None = None,
    ) -> None:
        self._tables = tables
        self._layers = layers
        self._overlay = {path: live for layer in layers for path, live in layer.items()}
        self._layout = layout or Layout(tables.paths)
        self.project = project
        self._resolved: dict[tuple[str, str, str, str, int], Resolved] = {}
        self._answers: dict[tuple[str | int, ...], tuple[Symbol, ...]] = {}

    @cached_property
    def files(self) -> int:
        """How many files there are."""
        return len(self.paths())

    @cached_property
    def symbols(self) -> int:
        """How many definitions there are."""
        replaced = (self._tables.ids[path] for path in self._overlay if path in self._tables.ids)
        gone = sum(map(self._tables.definitions, replaced))
        fresh = (len(facts.definitions) for live in self._lives() if (facts := live.facts))
        return self._tables.symbols - gone + sum(fresh)

    def paths(self) -> Collection[str]:
        """The paths of all files that have facts."""
        return self._paths

    def facts(self, path: str) -> FileFacts | None:
        """The facts of one file, or None."""
        if path in self._overlay:
            return self._live_facts(path)
        number = self._tables.ids.get(path)
        return None if number is None else self._tables.facts(number)

    def outline(self, path: str) -> FileFacts | None:
        """The facts of one file, perhaps without its references, which cost most of the time; or None."""
        if path in self._overlay:
            return self._live_facts(path)
        number = self._tables.ids.get(path)
        return None if number is None else self._tables.outline(number)

    def imports(self, path: str) -> tuple[Import, ...]:
        """The imports of one file; () where there is none."""
        if path in self._overlay:
            facts = self._live_facts(path)
            return () if facts is None else facts.imports
        number = self._tables.ids.get(path)
        return () if number is None else self._tables.imports(number)

    def exports(self, path: str) -> tuple[Export, ...]:
        """The names by which other files know what one file calls otherwise."""
        outline = self.outline(path)
        return () if outline is None else outline.exports

    def definitions(self, name: str) -> tuple[Symbol, ...]:
        """Everything called `name`, ordered by path and place."""
        return self._symbols("defined", name)

    def usages(self, name: str) -> tuple[Usage, ...]:
        """Every use of `name`, ordered by path and place."""
        return tuple(usage for path in self.using(name) for usage in self.usages_in(path, name))

    def usages_in(self, path: str, name: str) -> tuple[Usage, ...]:
        """Every use of `name` in one file, in order."""
        found, outline = self._uses(path, name), None
        if found:
            outline = self.outline(path)
        if outline is None:
            return ()
        definitions = outline.definitions
        return tuple(Usage(path, item, definitions[item.scope] if item.scope >= 0 else None) for item in found)

    def using(self, name: str) -> list[str]:
        """The paths of the files that use `name`, sorted."""
        return sorted(self._with_word("used", name))

    def defining(self, name: str) -> list[str]:
        """The paths of the files that define `name`, at whatever level, sorted."""
        return sorted(set(self._with_word("defined", name)))

    def places_of(self, path: str, name: str) -> list[int]:
        """The numbers of the definitions called `name` in one file."""
        return self._items("defined", path, name)

    def defines(self, path: str, name: str) -> bool:
        """Whether a file defines `name` at its top level."""
        return bool(self.at_top(path, name))

    def at_top(self, path: str, name: str) -> tuple[Symbol, ...]:
        """What `name` is at the top level of the file at `path`."""
        found = (self.symbol(path, index) for index in self._items("defined", path, name))
        return tuple(item for item in found if item.definition.parent < 0 and not item.definition.owner)

    def symbol(self, path: str, index: int) -> Symbol:
        """The Symbol of definition number `index` of a file that has facts."""
        outline = self.outline(path)
        if outline is None:
            raise KeyError(path)
        definition = outline.definitions[index]
        return Symbol(path, definition, outline.qualified_name(definition))

    def resolve_import(self, path: str, item: Import) -> tuple[str, ...]:
        """The files that an import in the file at `path` means; () outside of the workspace."""
        return self.resolved(path, item).files

    def resolved(self, path: str, item: Import) -> Resolved:
        """The same, and what decided it."""
        key = self._import_key(path, item)
        found = self._resolved.get(key)
        if found is None:
            seen = _Seen(self, self._files)
            files = rules_of(key[0]).resolve(item, path, seen, self.project)
            found = self._resolved[key] = Resolved(files, frozenset(seen.asked))
        return found

    def forget_imports(self, *, beyond: int = 0) -> None:
        """Let go of what imports mean, where that is more than `beyond` of them; it is quick to find again."""
        if len(self._resolved) > beyond:
            self._resolved = {}

    def spelled(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The same texts, of paths that the last scan knows as the one object that it has of each."""
        own, numbers = self._tables.paths, self._tables.ids
        found = ((path, numbers.get(path)) for path in paths)
        return tuple(path if number is None else own[number] for path, number in found)

    def resolve(self, path: str, name: str) -> tuple[Symbol, ...]:
        """What `name`, bare or dotted, means in a file: its own top level, imports, its package; best first."""
        return self._remembered(("resolve", path, name), lambda: resolve.resolve(self, path, name))

    def members(self, symbol: Symbol, *, inherited: bool = True) -> tuple[Symbol, ...]:
        """What a type (or a module) holds; members of its bases follow, unless a nearer one has their name."""
        return members.members(self, symbol, inherited=inherited)

    def bases(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """The types that a type names as its bases, as far as the workspace defines them."""
        key = ("bases", symbol.path, symbol.name, symbol.definition.name_start)
        return self._remembered(key, lambda: members.bases(self, symbol))

    def member(self, symbol: Symbol, name: str) -> tuple[Symbol, ...]:
        """What `name` is in a type or module: the nearest of that name, inherited ones included."""
        key = ("member", symbol.path, symbol.name, symbol.definition.name_start, name)
        return self._remembered(key, lambda: members.member(self, symbol, name))

    def subtypes(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """The types that name this one as a base."""
        return members.subtypes(self, symbol)

    def importers(self, path: str) -> tuple[str, ...]:
        """The files that import the one at `path`, sorted."""
        language = self.language_of(path)
        # In C# a using names the namespace that a file states, wherever the file stands.
        keys = frozenset((*file_keys(language, path, self.project), self.package_of(path))) - {""}
        candidates = {other for key in keys for other in self.importing(key)}
        candidates.discard(path)
        return tuple(sorted(other for other in candidates if self._imports_file(other, path, keys)))

    def importing(self, word: str) -> set[str]:
        """The files with an import that carries `word`: a module's last part, or a name."""
        return set(self._with_word("keys", word))

    def callers(self, symbol: Symbol) -> tuple[Usage, ...]:
        """The calls that can mean `symbol`, those with the best evidence first."""
        return callers.callers(self, symbol)

    def inheriting(self, name: str) -> tuple[Symbol, ...]:
        """The types that name a base called `name`, whichever that is."""
        return self._symbols("inherits", name)

    def owned(self, name: str) -> tuple[Symbol, ...]:
        """The methods outside of their type whose type is called `name`."""
        return self._symbols("owned", name)

    def in_folder(self, folder: str) -> list[str]:
        """The paths of the files directly inside `folder`, sorted."""
        return self._files.in_folder(folder)

    def modules_named(self, path: str, name: str) -> tuple[str, ...]:
        """The files that `name`, used in the file at `path`, means as a module without any import."""
        return rules_of(self.language_of(path)).modules(name, path, _Seen(self, self._files))

    def package_of(self, path: str) -> str:
        """The package a file says it belongs to; empty where its language has none."""
        if path in self._overlay:
            facts = self._live_facts(path)
            return "" if facts is None else facts.package
        number = self._tables.ids.get(path)
        return "" if number is None else self._tables.package(number)

    def language_of(self, path: str) -> str:
        """The id of a file's language; empty where the file is not there."""
        if path in self._overlay:
            facts = self._live_facts(path)
            return "" if facts is None else facts.language
        number = self._tables.ids.get(path)
        return "" if number is None else self._tables.language(number)

    @cached_property
    def atlas(self) -> Atlas:
        """What selection asks of the whole workspace, as arrays; loads numpy."""
        from contexten.index.atlas import Atlas, Base
        from contexten.index.atlas.layers import segments_of
        from contexten.index.atlas.links import Links

        base = self._tables.base or Base.made(())
        segments, dead = segments_of(base, self._layers)
        # A view of its own, so that no cycle keeps an old one.
        twin = IndexView(self._tables, self._layers, self.project, layout=self._layout)
        return Atlas(base, segments, dead, Links(twin, twin.linked(), dict(twin.reshaped())))

    @cached_property
    def scanned(self) -> IndexView:
        """The same workspace as the last scan left it: nothing lies over the tables."""
        return IndexView(self._tables, (), self.project, layout=self._layout) if self._overlay else self

    def same_scan(self, other: IndexView) -> bool:
        """Whether both lie over the tables of one scan, in one project."""
        return self._tables is other._tables and self.project is other.project

    def linked(self) -> Linked:
        """Where to remember the links between files: shared with all views that have the same files."""
        known = self._tables.links
        ids = self._tables.ids
        moved = frozenset(path for path in self._overlay if (path in self._fresh) != (path in ids))
        key = (id(self.project), moved)
        if key not in known and len(known) >= _LINKS_KEPT:
            # What stands for the scan itself is kept: most views share it.
            known.pop(next((other for other in known if other != (id(self.project), frozenset())), key), None)
        # The project stands in the value so that its id stays its own.
        return known.setdefault(key, (self.project, Linked()))[1]

    def reshaped(self) -> Iterator[tuple[str, int | None]]:
        """The files of which other facts than the scan's matter to imports, with their `shape_of`."""
        ids = self._tables.ids
        for path, live in self._overlay.items():
            shape = None if live is None else live.shape
            if shape != (self._tables.shape(ids[path]) if path in ids else None):
                yield path, shape

    def names_changed(self, path: str) -> set[str]:
        """The names of definitions that a file has, or had when it was scanned."""
        number = self._tables.ids.get(path)
        facts = [self.outline(path), None if number is None else self._tables.outline(number)]
        return {item.name for outline in facts if outline is not None for item in outline.definitions}

    @cached_property
    def _fresh(self) -> frozenset[str]:
        return frozenset(path for path, live in self._overlay.items() if live is not None and live.facts is not None)

    @cached_property
    def _paths(self) -> frozenset[str]:
        return self._fresh.union(path for path in self._tables.paths if path not in self._overlay)

    @cached_property
    def _files(self) -> Files:
        known = self._tables.ids
        return Files(self._layout, known, self._fresh, frozenset(path for path in self._overlay if path in known))

    def _remembered(self, key: tuple[str | int, ...], find: Callable[[], tuple[Symbol, ...]]) -> tuple[Symbol, ...]:
        """The answer to `key`, found once; a view that lives long forgets all when there are very many."""
        found = self._answers.get(key)
        if found is None:
            found = find()
            if len(self._answers) > _REMEMBERED:
                self._answers.clear()
            self._answers[key] = found
        return found

    def _import_key(self, path: str, item: Import) -> tuple[str, str, str, str, int]:
        language = self.language_of(path)
        return language, rules_of(language).place(path), item.module, item.name, item.level

    def _lives(self) -> Iterator[Live]:
        return (live for live in self._overlay.values() if live is not None)

    def _live_facts(self, path: str) -> FileFacts | None:
        live = self._overlay[path]
        return None if live is None else live.facts

    def _record(self, path: str) -> Record | None:
        live = self._overlay.get(path)
        return None if live is None else live.record

    def _uses(self, path: str, name: str) -> list[Reference]:
        if path in self._overlay:
            record = self._record(path)
            return [] if record is None else record.uses.get(name, [])
        number = self._tables.ids.get(path)
        return [] if number is None else self._tables.uses(number, name)

    def _imports_file(self, importer: str, path: str, keys: frozenset[str]) -> bool:
        language = self.language_of(importer)
        likely = (item for item in self.imports(importer) if not keys.isdisjoint(import_keys(language, (item,))))
        return any(path in self.resolve_import(importer, item) for item in likely)

    def _symbols(self, table: str, name: str) -> tuple[Symbol, ...]:
        paths = self._tables.paths
        places = self._tables.places(table, name)
        found = [(paths[number], index) for number, index in places if paths[number] not in self._overlay]
        for path, record in self._records():
            found += [(path, index) for index in record.tables[table].get(name, ())]
        return tuple(self.symbol(path, index) for path, index in sorted(set(found)))

    def _items(self, table: str, path: str, name: str) -> list[int]:
        """The numbers of `name` in one file, in one of the tables."""
        if path in self._overlay:
            record = self._record(path)
            return [] if record is None else record.tables[table].get(name, [])
        number = self._tables.ids.get(path)
        return [] if number is None else self._tables.places_in(table, name, number)

    def _with_word(self, table: str, word: str) -> Iterator[str]:
        paths = self._tables.paths
        places = self._tables.places(table, word)
        yield from (path for number, _ in places if (path := paths[number]) not in self._overlay)
        yield from (path for path, record in self._records() if word in record.tables[table])

    def _records(self) -> Iterator[tuple[str, Record]]:
        for path, live in self._overlay.items():
            record = None if live is None else live.record
            if record is not None:
                yield path, record


class _Seen:
    """The files of a view as import rules ask for them; not part of the view, so that no cycle keeps an old one."""

    __slots__ = ("_files", "_view", "asked", "below", "folders_named", "has_stem", "in_folder", "named")

    def __init__(self, view: IndexView, files: Files) -> None:
        self._files, self._view = files, view
        self.asked: set[str] = set()
        """Whose facts were asked for, as `Resolved.asked` says it."""
        self.in_folder, self.named, self.folders_named = files.in_folder, files.named, files.folders_named
        self.below, self.has_stem = files.below, files.has_stem

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def defines(self, path: str, name: str) -> bool:
        self.asked.add(path)
        return self._view.defines(path, name)

    def defining(self, name: str) -> list[str]:
        self.asked.add(NAME_MARK + name)
        return self._view.defining(name)

    def at_top(self, path: str, name: str) -> tuple[Symbol, ...]:
        self.asked.add(path)
        return self._view.at_top(path, name)

    def imports(self, path: str) -> tuple[Import, ...]:
        self.asked.add(path)
        return self._view.imports(path)

    def package_of(self, path: str) -> str:
        self.asked.add(path)
        return self._view.package_of(path)
