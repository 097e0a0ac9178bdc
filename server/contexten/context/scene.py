"""Scene: everything the sources of candidates look at, worked out once per request."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.meaning import IS_FIELD, IS_TYPE, Meaning
from contexten.context.neighbours import Neighbours, find_neighbours
from contexten.context.search import Found, search
from contexten.context.weights import (
    FIELD_DAMPING,
    PRIOR_BASE,
    PRIOR_OVERLAP,
    PRIOR_POPULAR,
    PRIVATE_DAMPING,
    TEST_DAMPING,
)
from contexten.index.sheet import EXPORTED
from contexten.index.words import identifiers_of, words_of, words_of_name
from contexten.syntax.facts import renamed
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from contexten.index.atlas import Atlas
    from contexten.index.view import IndexView
    from contexten.syntax.facts import Definition, FileFacts, Import, Reference
    from contexten.text import Span
    from contexten.workspace.snapshot import Snapshot

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]

_MOST_DOC = 600
_MOST_INSTRUCTION = 1000


@dataclass(frozen=True)
class Scene:
    """One request. Read-only; what is costly is computed on first use."""

    snapshot: Snapshot
    target: Target
    facts: FileFacts
    meaning: Meaning
    _titles: dict[int, str] = field(default_factory=dict[int, str])

    @property
    def atlas(self) -> Atlas:
        """All symbols of the workspace."""
        return self.meaning.atlas

    @property
    def view(self) -> IndexView:
        """The index of the snapshot."""
        return self.snapshot.index

    @property
    def path(self) -> str:
        """The file under edit."""
        return self.target.path

    @cached_property
    def file(self) -> int:
        """The number of the file under edit, -1 where the atlas does not know it."""
        return self.atlas.file_of(self.path)

    @cached_property
    def around(self) -> tuple[Definition, ...]:
        """The definitions around the target, outermost first."""
        return self.facts.enclosing(self.target.span)

    @cached_property
    def definition(self) -> Definition | None:
        """The definition the request is about, as the facts know it."""
        if self.target.symbol is not None:
            wanted = self.target.symbol.name_start, self.target.symbol.name
            for definition in self.facts.definitions:
                if (definition.name_start, definition.name) == wanted:
                    return definition
        functions = [definition for definition in self.around if definition.kind.is_callable]
        return functions[-1] if functions else next(reversed(self.around), None)

    @cached_property
    def symbol(self) -> int:
        """The symbol of `definition`, or of the nearest one around it that other code can name; -1: none."""
        chain = [*self.around, *(() if self.definition is None else (self.definition,))]
        for definition in reversed(chain):
            found = self._symbol_at(definition.name_start)
            if found >= 0:
                return found
        return -1

    @cached_property
    def own(self) -> Ints:
        """The symbols of the file under edit."""
        if self.file < 0:
            return np.zeros(0, dtype=np.int32)
        inside = self.atlas.symbols_of_file(self.file)
        return np.arange(inside.start, inside.stop, dtype=np.int32)

    @cached_property
    def owner(self) -> int:
        """The type around the target, or whose method it is; -1: none."""
        atlas, symbol = self.atlas, self.symbol
        while symbol >= 0 and not IS_TYPE[atlas.kind[symbol]]:
            symbol = int(atlas.parent[symbol])
        return symbol

    @cached_property
    def removed(self) -> Span | None:
        """The text that is going to be replaced by new code: what it uses says nothing."""
        if self.target.intent is Intent.IMPLEMENT and self.definition is not None:
            return self.definition.body
        return None

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The references of the file outside the text that is going to be replaced."""
        gone = self.removed
        if gone is None:
            return self.facts.references
        start, end = gone.start, gone.end
        return tuple([item for item in self.facts.references if not start <= item.start < end])

    @cached_property
    def used_here(self) -> frozenset[str]:
        """The names used anywhere in the file."""
        return frozenset([reference.name for reference in self.references])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The numbers of the names that this file uses and imports, looked up in one go."""
        imports = [name for item in self.facts.imports for name in (item.name, item.local_name)]
        names = [*self.used_here, *imports]
        return dict(zip(names, self.atlas.ids_of(names), strict=True))

    def number(self, name: str) -> int:
        """The number of what a name of this file means elsewhere, 0 where no file has it.

        An import under another name has its own name there.
        """
        name = self._renamed.get(name, name)
        found = self._numbers.get(name)
        return self.atlas.id_of(name) if found is None else found

    @cached_property
    def parameters(self) -> list[tuple[str, list[int]]]:
        """The target's parameters without the receiver, each with the types that its declaration names."""
        if self.definition is None:
            return []
        wanted = [item for item in self.definition.parameters if not item.receiver]
        return [(item.name.lstrip("*&."), self.types_named(item.type)) for item in wanted]

    @cached_property
    def bindings(self) -> list[tuple[Import, Ints]]:
        """What each import of this file that binds a symbol means."""
        return [(item, found) for item in self.facts.imports if (found := self._imported(item)).size]

    def types_named(self, text: str) -> list[int]:
        """The workspace's types that a type text names: `Optional[Client]` gives `Client`."""
        return self.meaning.types(self.file, self.known_strings(text))

    def known_strings(self, text: str) -> list[int]:
        """The numbers of the identifiers in `text` that the workspace knows."""
        numbers = (self.number(name) for name in identifiers_of(text))
        return [number for number in numbers if number]

    @cached_property
    def _renamed(self) -> dict[str, str]:
        return renamed(self.facts.imports)

    def imported_files(self, item: Import) -> list[int]:
        """The numbers of the files that an import means."""
        numbers = (self.atlas.file_of(path) for path in self.view.resolve_import(self.path, item))
        return [number for number in numbers if number >= 0]

    @cached_property
    def name_words(self) -> tuple[str, ...]:
        """The words of the target's own name."""
        return words_of_name(self.definition.name if self.definition is not None else self.target.name)

    @cached_property
    def query(self) -> dict[str, float]:
        """What the request speaks of: words with weights."""
        query: dict[str, float] = {}

        def add(words: Iterable[str], weight: float) -> None:
            for word in words:
                query[word] = max(query.get(word, 0.0), weight)

        add(words_of(PurePosixPath(self.path).stem), 0.3)
        if self.definition is not None:
            add(words_of_name(self.title(self.owner) if self.owner >= 0 else ""), 0.5)
            add(words_of(self.definition.doc[:_MOST_DOC]), 0.8)
            add(words_of(self.definition.signature), 1.0)
        add(words_of(self.target.instruction[:_MOST_INSTRUCTION]), 0.8)
        add((word for item in self.target.diagnostics for word in words_of(item.message)), 0.5)
        add(self.name_words, 1.5)
        return query

    @cached_property
    def found(self) -> Found:
        """How well every symbol of the workspace matches `query`."""
        return search(self.atlas, self.query)

    @property
    def neighbours(self) -> Neighbours:
        """The functions most like the target, best first."""
        return self._functions[0]

    @property
    def sharers(self) -> Neighbours:
        """The functions that share the most names with the target's surroundings, best first."""
        return self._functions[1]

    @cached_property
    def wants_tests(self) -> bool:
        """Whether tests are as good as other code here."""
        return self.target.intent is Intent.TEST or (self.file >= 0 and bool(self.atlas.file_is_test[self.file]))

    @cached_property
    def dampings(self) -> Floats:
        """By symbol 1, less for what stands in tests where no test is wanted, 0 for what is gone."""
        return self.meaning.dampings(1.0 if self.wants_tests else TEST_DAMPING)

    def damping(self, symbols: Ints) -> Floats:
        """1, and less for what stands in tests where no test is wanted."""
        return self.dampings[symbols]

    def popularity(self, symbols: Ints) -> Floats:
        """0 to 1: how much the names of `symbols` are used."""
        names = self.atlas.name[symbols]
        return np.minimum(np.float32(1), np.log1p(self.atlas.use_count[names]) / np.float32(np.log(60)))

    def prior(self, symbols: Ints) -> Floats:
        """How likely a member of a type at hand is needed, 0 to 1: by its use elsewhere and its name."""
        definers: Floats = np.sqrt(np.maximum(1, self.atlas.define_count[self.atlas.name[symbols]]), dtype=np.float32)
        known: Floats = self.popularity(symbols) / definers
        known *= PRIOR_POPULAR
        known += PRIOR_BASE + self.found.overlap_of(symbols) * PRIOR_OVERLAP
        return known

    def worth(self, symbols: Ints) -> Floats:
        """1, and less for what is rarely wanted from elsewhere: tests, fields, what its file keeps to itself."""
        atlas = self.atlas
        hidden = ((atlas.flags[symbols] & EXPORTED) == 0) & (atlas.file[symbols] != self.file)
        fields = np.where(IS_FIELD[atlas.kind[symbols]], np.float32(FIELD_DAMPING), np.float32(1.0))
        return self.damping(symbols) * fields * np.where(hidden, np.float32(PRIVATE_DAMPING), np.float32(1.0))

    @cached_property
    def used_strings(self) -> Ints:
        """The numbers of the names used anywhere in the file, and of what it imports."""
        names = {*self.used_here, *(item.local_name for item in self.facts.imports)}
        return np.array(sorted({self.number(name) for name in names} - {0}), dtype=np.int32)

    def title(self, symbol: int) -> str:
        """The dotted name of a symbol: `Repo.save`."""
        found = self._titles.get(symbol)
        if found is None:
            name, parent = self.atlas.text_of(int(self.atlas.name[symbol])), int(self.atlas.parent[symbol])
            found = self._titles[symbol] = f"{self.title(parent)}.{name}" if parent >= 0 else name
        return found

    def place(self, symbol: int) -> str:
        """How a reason names a symbol: `Repo.save` in this file, `db.py:Repo.save` elsewhere."""
        file = int(self.atlas.file[symbol])
        name = self.title(symbol)
        return name if file == self.file else f"{self.atlas.path_of(file).rpartition('/')[2]}:{name}"

    @cached_property
    def _functions(self) -> tuple[Neighbours, Neighbours]:
        return find_neighbours(self)

    def _symbol_at(self, name_start: int) -> int:
        at = np.flatnonzero(self.atlas.name_start[self.own] == name_start)
        return int(self.own[at[0]]) if at.size else -1

    def _imported(self, item: Import) -> Ints:
        """The symbols an import binds; none where it means a module."""
        nothing = np.zeros(0, dtype=np.int32)
        if not item.name or item.name == "*":
            return nothing
        name = self.number(item.name)
        for file in self.imported_files(item):
            found = self.meaning.name(file, name) if name else nothing
            if found.size:
                return found
        return self.meaning.name(self.file, self.number(item.local_name)) if name else nothing
